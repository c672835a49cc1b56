# Reference figures for tests/stats/test_resampling.py. Run from this folder after estimates.R: Rscript replicates.R
# Writes replicates.toml: standard errors by replicate weights, plain and with every replicate raked again (`calibrate` of a replicate design).
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv", stringsAsFactors = TRUE)
clus1 <- read.csv("api_clus1.csv", stringsAsFactors = TRUE)

designs <- list(
  list(name = "weights", data = "strat", type = "JK1", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata", data = "strat", type = "JKn", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = strat))),
  list(name = "strata_clusters", data = "strat", type = "JKn", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~pw, nest = TRUE, data = strat))),
  list(name = "clusters", data = "clus1", type = "JK1", call = quote(svydesign(ids = ~dnum, weights = ~pw, data = clus1)))
)
population <- c("(Intercept)" = 6194, sch.wideYes = 5122, comp.impYes = 4100)

out <- file("replicates.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by replicates.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
figure <- function(design, type, raked, column, estimate) {
  say(""); say("[[figures]]")
  say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say('type = "', type, '"')
  say("raked = ", raked); say('column = "', column, '"')
  say("value = ", number(as.numeric(coef(estimate)))); say("se = ", number(as.numeric(SE(estimate))))
}
both <- function(design, type, raked, replicates) {
  figure(design, type, raked, "all", svymean(~api00, replicates))
  figure(design, type, raked, "stype=E", svymean(~api00, subset(replicates, stype == "E")))
}
set.seed(1)
for (design in designs) {
  d <- eval(design$call)
  for (type in c(design$type, "subbootstrap")) {
    r <- if (type == "subbootstrap") as.svrepdesign(d, type = type, replicates = 4000) else as.svrepdesign(d, type = type)
    both(design, type, "false", r)
    k <- calibrate(r, ~sch.wide + comp.imp, population, calfun = "raking", epsilon = 1e-12, maxit = 2000)
    both(design, type, "true", k)
  }
}
close(out)
