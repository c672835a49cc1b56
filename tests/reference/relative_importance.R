# Reference figures for tests/stats/test_relative_importance.py. Run from this folder: Rscript relative_importance.R
# Writes relative_importance.toml, swiss.csv and api_drivers.csv (both of R). LMG by its definition: the sequential sums of squares of `anova(lm)`, averaged over
# every order of the regressors. Relative weights by Johnson's (2000) steps from the correlations of `cov.wt`.
data(api, package = "survey")
strat <- apistrat[, c("api00", "meals", "ell", "avg.ed", "full", "mobility", "pw")]
strat <- strat[complete.cases(strat), ]
write.csv(swiss, "swiss.csv", row.names = FALSE, quote = FALSE)
write.csv(strat, "api_drivers.csv", row.names = FALSE, quote = FALSE)

orders <- function(x) {
  if (length(x) <= 1) return(list(x))
  do.call(c, lapply(seq_along(x), function(i) lapply(orders(x[-i]), function(rest) c(x[i], rest))))
}
lmg <- function(y, x, data, w) {
  data$w_ <- w
  total <- setNames(numeric(length(x)), x)
  every <- orders(x)
  for (order in every) {
    fit <- anova(lm(reformulate(order, y), data = data, weights = w_))
    total[order] <- total[order] + fit[order, "Sum Sq"] / sum(fit[["Sum Sq"]])
  }
  total / length(every)
}
johnson <- function(y, x, data, w) {
  r <- cov.wt(data[, c(y, x)], wt = w / sum(w), cor = TRUE)$cor
  e <- eigen(r[x, x]); half <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  as.vector(half^2 %*% solve(half, r[x, y])^2)
}

out <- file("relative_importance.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
numbers <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]")
words <- function(x) paste0("[", paste0('"', x, '"', collapse = ", "), "]")
say("# Written by relative_importance.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
cases <- list(
  list(name = "swiss", file = "swiss.csv", data = swiss, y = "Fertility", x = setdiff(names(swiss), "Fertility"), w = rep(1, nrow(swiss)), weight = ""),
  list(name = "equal", file = "api_drivers.csv", data = strat, y = "api00", x = c("meals", "ell", "avg.ed", "full", "mobility"), w = rep(1, nrow(strat)), weight = ""),
  list(name = "weighted", file = "api_drivers.csv", data = strat, y = "api00", x = c("meals", "ell", "avg.ed", "full", "mobility"), w = strat$pw, weight = "pw")
)
for (one in cases) {
  say(""); say("[[cases]]")
  say('name = "', one$name, '"'); say('file = "', one$file, '"'); say('weight = "', one$weight, '"'); say('overall = "', one$y, '"'); say("items = ", words(one$x))
  found <- lmg(one$y, one$x, one$data, one$w)
  say("lmg = ", numbers(found)); say("relative_weight = ", numbers(johnson(one$y, one$x, one$data, one$w)))
  one$data$w_ <- one$w
  say("r2 = ", sprintf("%.15g", summary(lm(reformulate(one$x, one$y), data = one$data, weights = w_))$r.squared))
}
close(out)
