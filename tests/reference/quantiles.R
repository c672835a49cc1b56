# Reference figures for tests/stats/test_quantiles.py. Run from this folder, after estimates.R: Rscript quantiles.R
# Writes quantiles.toml.
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv")
clus1 <- read.csv("api_clus1.csv")
designs <- list(
  list(name = "weights", data = "strat", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = strat))),
  list(name = "strata_fpc", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
  list(name = "clusters", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, data = clus1)))
)
out <- file("quantiles.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
say("# Written by quantiles.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
for (design in designs) {
  d <- eval(design$call)
  parts <- list(all = d, "comp.imp=No" = subset(d, comp.imp == "No"), "awards=Yes" = subset(d, awards == "Yes"))
  for (column in names(parts)) {
    for (variable in c("api00", "enroll")) {
      for (p in c(0.25, 0.5, 0.75)) {
        f <- svyquantile(as.formula(paste0("~", variable)), parts[[column]], p, qrule = "math", interval.type = "mean", df = Inf)
        row <- f[[1]][1, ]
        say("\n[[figures]]")
        say('design = "', design$name, '"')
        say('data = "api_', design$data, '.csv"')
        say('r_design = "', paste(deparse(design$call, width.cutoff = 500), collapse = " "), '"')
        say('variable = "', variable, '"')
        say('column = "', column, '"')
        say("p = ", p)
        for (name in c("quantile", "ci.2.5", "ci.97.5", "se")) {
          say(sub("ci.97.5", "high", sub("ci.2.5", "low", name)), " = ", sub("NaN", "nan", sprintf("%.15g", row[[name]])))
        }
      }
    }
  }
}
close(out)
