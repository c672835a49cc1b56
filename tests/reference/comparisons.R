# Reference figures for tests/stats/test_comparisons.py. Run from this folder after estimates.R: Rscript comparisons.R
# Writes comparisons.toml: differences of figures of two columns, second less first, with their standard errors. The delta method on four totals
# (svycontrast) is the linearised variance, whatever the columns share; svyttest gives the same for two groups.
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv", stringsAsFactors = TRUE)
clus1 <- read.csv("api_clus1.csv", stringsAsFactors = TRUE)
designs <- list(
  list(name = "weights", data = "strat", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata_fpc", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
  list(name = "strata_clusters", data = "strat", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~pw, nest = TRUE, data = strat))),
  list(name = "clusters_fpc", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)))
)
population <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
columns <- list("all" = quote(rep(1, length(stype))), "stype=E" = quote(as.numeric(stype == "E")), "stype=H" = quote(as.numeric(stype == "H")),
                "comp.imp=Yes" = quote(as.numeric(comp.imp == "Yes")), "awards=Yes" = quote(as.numeric(awards == "Yes")))
pairs <- list(c("stype=E", "stype=H"), c("comp.imp=Yes", "awards=Yes"), c("all", "awards=Yes"), c("all", "stype=H"))
figures <- list(mean = quote(api00), share = quote(as.numeric(yes > 0)))

out <- file("comparisons.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by comparisons.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
for (design in designs) for (raked in c(FALSE, TRUE)) {
  d <- eval(design$call)
  if (raked) d <- calibrate(d, ~stype + sch.wide, population, calfun = "raking", epsilon = 1e-14, maxit = 2000)
  frame <- d$variables
  for (pair in pairs) for (measure in names(figures)) {
    y <- eval(figures[[measure]], frame)
    d$variables$da <- eval(columns[[pair[1]]], frame); d$variables$ya <- d$variables$da * y
    d$variables$db <- eval(columns[[pair[2]]], frame); d$variables$yb <- d$variables$db * y
    totals <- svytotal(~ya + da + yb + db, d)
    found <- svycontrast(totals, quote(yb / db - ya / da))
    say(""); say("[[figures]]")
    say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say("raked = ", tolower(raked))
    say('first = "', pair[1], '"'); say('second = "', pair[2], '"'); say('measure = "', measure, '"')
    say("difference = ", number(coef(found))); say("se = ", number(SE(found)))
    say('r_design = "', paste(deparse(design$call, width.cutoff = 500), collapse = " "), '"')
  }
}
# Two groups alone: svyttest, whose t is the difference over its linearised error.
for (design in designs) {
  d <- eval(design$call)
  found <- svyttest(api00 ~ comp.imp, d)
  say(""); say("[[ttests]]")
  say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say('r = "svyttest(api00 ~ comp.imp)"')
  say("difference = ", number(found$estimate)); say("t = ", number(found$statistic))
}
for (m in c("BH", "bonferroni")) {
  p <- c(0.01, 0.02, 0.03, 0.04, 0.05, 0.5, 0.0001, 0.04)
  say(""); say("[[adjusted]]"); say('r = "p.adjust(p, \\"', m, '\\")"'); say('method = "', m, '"')
  say("p = [", paste(number(p), collapse = ", "), "]"); say("p_adjusted = [", paste(number(p.adjust(p, m)), collapse = ", "), "]")
}
# Two proportions without continuity correction: z^2 of the pooled test.
found <- prop.test(c(45, 30), c(120, 150), correct = FALSE)
say(""); say("[proportions]"); say('r = "prop.test(c(45, 30), c(120, 150), correct = FALSE)"'); say("chi2 = ", number(found$statistic)); say("p = ", number(found$p.value))
close(out)
