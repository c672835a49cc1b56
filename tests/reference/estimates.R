# Reference figures for tests/stats/test_estimates.py. Run from this folder: Rscript estimates.R
# Writes estimates.toml and the two samples it was computed from (data sets of the package `survey`).
suppressPackageStartupMessages(library(survey))
data(api)

columns <- c("dnum", "stype", "sch.wide", "comp.imp", "awards", "api00", "enroll", "pw", "fpc")
strat <- apistrat[, columns]
clus1 <- apiclus1[, columns]
strat$share <- ave(rep(1, nrow(strat)), strat$stype, FUN = sum) / strat$fpc
# Answers to a grid of three rows, with blanks: sch.wide not asked of high schools.
for (name in c("strat", "clus1")) {
  d <- get(name)
  d$asked <- ifelse(d$stype == "H", 2, 3)
  d$yes <- ifelse(d$stype == "H", 0, d$sch.wide == "Yes") + (d$comp.imp == "Yes") + (d$awards == "Yes")
  assign(name, d)
}
write.csv(strat, "api_strat.csv", row.names = FALSE, quote = FALSE)
write.csv(clus1, "api_clus1.csv", row.names = FALSE, quote = FALSE)

designs <- list(
  list(name = "weights", data = "strat", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = strat))),
  list(name = "strata_fpc", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
  list(name = "strata_share", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~share, data = strat))),
  list(name = "strata_clusters", data = "strat", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~pw, nest = TRUE, data = strat))),
  list(name = "clusters", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, data = clus1))),
  list(name = "clusters_fpc", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)))
)

out <- file("estimates.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by estimates.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
figure <- function(design, measure, row, column, call, estimate) {
  say("")
  say("[[figures]]")
  say('design = "', design$name, '"')
  say('data = "api_', design$data, '.csv"')
  say('r_design = "', paste(deparse(design$call, width.cutoff = 500), collapse = " "), '"')
  say('r = "', call, '"')
  say('measure = "', measure, '"')
  say('row = "', row, '"')
  say('column = "', column, '"')
  say("value = ", number(as.numeric(coef(estimate))))
  say("se = ", number(as.numeric(SE(estimate))))
}
for (design in designs) {
  d <- eval(design$call)
  parts <- list(all = d, "comp.imp=No" = subset(d, comp.imp == "No"), "awards=Yes" = subset(d, awards == "Yes"))
  for (column in names(parts)) {
    part <- parts[[column]]
    figure(design, "mean", "api00", column, "svymean(~api00, subset)", svymean(~api00, part))
    for (code in c("E", "H", "M")) {
      part <- update(part, one = as.numeric(stype == code))
      figure(design, "share", code, column, "svymean(~I(stype == row), subset)", svymean(~one, part))
    }
    figure(design, "pooled", "yes", column, "svyratio(~yes, ~asked, subset)", svyratio(~yes, ~asked, part))
  }
}
close(out)
