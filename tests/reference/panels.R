# Reference figures for tests/stats/test_panels.py. Run from this folder: Rscript panels.R
# Writes api_panel.csv, the schools of R's apistrat in two years (api99, api00), and panels.toml: a figure in both, its variances and its
# covariance with the schools for sampling units: the two years stand one below the other in one design.
suppressPackageStartupMessages(library(survey))
data(api)
# Weights of the second year are made other ones, in a way a reader can follow.
school <- with(apistrat, data.frame(snum, dnum, stype, sch.wide, comp.imp, pw, pw2 = round(pw * (1 + (seq_along(snum) %% 3) / 4), 6), fpc, api99, api00))
write.csv(school, "api_panel.csv", row.names = FALSE, quote = FALSE)
years <- function(first, second) {
  a <- school[first, ]; b <- school[second, ]
  rbind(data.frame(a, wave = "a", w = a$pw, y = a$api99), data.frame(b, wave = "b", w = b$pw2, y = b$api00))
}
every <- years(1:200, 1:200)
part <- years(1:140, 61:200)
designs <- list(
  list(name = "persons", data = "every", call = quote(svydesign(ids = ~snum, weights = ~w, data = every))),
  list(name = "strata", data = "every", call = quote(svydesign(ids = ~snum, strata = ~stype, weights = ~w, data = every))),
  list(name = "strata_clusters", data = "every", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~w, nest = TRUE, data = every))),
  list(name = "clusters", data = "every", call = quote(svydesign(ids = ~dnum, weights = ~w, data = every))),
  list(name = "persons", data = "part", call = quote(svydesign(ids = ~snum, weights = ~w, data = part)))
)
columns <- list("all" = quote(rep(1, length(y))), "comp.imp=Yes" = quote(as.numeric(comp.imp == "Yes")))
figures <- list(mean = quote(y), share = quote(as.numeric(y > 650)))

out <- file("panels.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by panels.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
for (design in designs) for (raked in c(FALSE, TRUE)) {
  # Of a part, the two years are weighted to their own margins by designs that R cannot tell apart: only whole panels are raked.
  if (raked && design$data == "part") next
  d <- eval(design$call)
  if (raked) {
    d$variables$margin <- factor(paste0(d$variables$wave, d$variables$stype))
    d$variables$wide_a <- as.numeric(d$variables$wave == "a" & d$variables$sch.wide == "Yes")
    d$variables$wide_b <- as.numeric(d$variables$wave == "b" & d$variables$sch.wide == "Yes")
    d <- calibrate(d, ~0 + margin + wide_a + wide_b,
                   c(marginaE = 4421, marginaH = 755, marginaM = 1018, marginbE = 4421, marginbH = 755, marginbM = 1018, wide_a = 5122, wide_b = 5122),
                   calfun = "raking", epsilon = 1e-14, maxit = 2000)
  }
  frame <- d$variables
  for (column in names(columns)) for (measure in names(figures)) {
    y <- eval(figures[[measure]], frame); inside <- eval(columns[[column]], frame)
    for (wave in c("a", "b")) {
      d$variables[[paste0("d", wave)]] <- inside * (frame$wave == wave)
      d$variables[[paste0("y", wave)]] <- inside * (frame$wave == wave) * y
    }
    found <- svycontrast(svytotal(~ya + da + yb + db, d), list(a = quote(ya / da), b = quote(yb / db)))
    v <- vcov(found)
    say(""); say("[[figures]]")
    say('design = "', design$name, '"'); say('data = "', design$data, '"'); say("raked = ", tolower(raked))
    say('column = "', column, '"'); say('measure = "', measure, '"')
    say("first = ", number(coef(found)[1])); say("second = ", number(coef(found)[2]))
    say("variance_first = ", number(v[1, 1])); say("variance_second = ", number(v[2, 2])); say("covariance = ", number(v[1, 2]))
    say('r_design = "', paste(deparse(design$call, width.cutoff = 500), collapse = " "), '"')
  }
}
close(out)
