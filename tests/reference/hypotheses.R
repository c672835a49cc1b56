# Reference figures for tests/steps/test_hypotheses.py. Run from this folder after estimates.R: Rscript hypotheses.R
# Writes hypotheses.toml: the difference of a figure between those with comp.imp = Yes and the others, by svyglm, which is
# what svyttest tests; and the two tails of that difference against a minimum effect, by the normal distribution.
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv", stringsAsFactors = TRUE)
clus1 <- read.csv("api_clus1.csv", stringsAsFactors = TRUE)
designs <- list(
  list(name = "weights", data = "strat", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata_fpc", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
  list(name = "clusters_fpc", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)))
)
figures <- list(mean = quote(api00), share = quote(as.numeric(yes > 0)))
least <- c(mean = 20, share = 0.05)
out <- file("hypotheses.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by hypotheses.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
for (design in designs) {
  d <- eval(design$call)
  for (measure in names(figures)) {
    d$variables$y <- eval(figures[[measure]], d$variables)
    fit <- svyglm(y ~ comp.imp, d)
    tested <- svyttest(y ~ comp.imp, d)
    difference <- unname(coef(fit)[2]); se <- unname(SE(fit)[2])
    z <- (difference - least[[measure]]) / se
    say(""); say("[[figures]]")
    say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say('measure = "', measure, '"')
    say("least = ", number(least[[measure]])); say("difference = ", number(difference)); say("se = ", number(se))
    say("t = ", number(tested$statistic)); say("p_beyond = ", number(pnorm(-z))); say("p_short = ", number(pnorm(z)))
    say('call = "svyglm(y ~ comp.imp, ', paste(deparse(design$call, width.cutoff = 500), collapse = " "), ')"')
  }
}
close(out)
