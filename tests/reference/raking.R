# Reference figures for tests/stats/test_raking.py. Run from this folder after estimates.R: Rscript raking.R
# Writes raking.toml. `calibrate` is carried to standstill; its standard errors are those of GREG residuals.
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv", stringsAsFactors = TRUE)
clus1 <- read.csv("api_clus1.csv", stringsAsFactors = TRUE)
# Start weights that differ within the crossed cells of the margins.
strat$uneven <- strat$pw * (1 + seq_len(nrow(strat)) %% 5 / 5)

designs <- list(
  list(name = "weights", data = "strat", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "equal", data = "clus1", call = quote(svydesign(ids = ~1, weights = ~pw, data = clus1))),
  list(name = "strata_fpc", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
  list(name = "strata_clusters", data = "strat", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~pw, nest = TRUE, data = strat))),
  list(name = "uneven", data = "strat", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~uneven, data = strat))),
  list(name = "uneven_clusters", data = "strat", call = quote(svydesign(ids = ~dnum, strata = ~stype, weights = ~uneven, nest = TRUE, data = strat))),
  list(name = "clusters_fpc", data = "clus1", call = quote(svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)))
)
totals <- list(
  rake = list(formula = ~stype + sch.wide, margins = "stype, sch.wide", calfun = "raking", bounds = c(-Inf, Inf),
              population = c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)),
  three = list(formula = ~stype + sch.wide + comp.imp, margins = "stype, sch.wide, comp.imp", calfun = "raking", bounds = c(-Inf, Inf),
               population = c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122, comp.impYes = 4100)),
  post = list(formula = ~stype, margins = "stype", calfun = "raking", bounds = c(-Inf, Inf),
              population = c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018)),
  bounded = list(formula = ~stype + sch.wide, margins = "stype, sch.wide", calfun = "logit", bounds = c(0.7, 1.7),
                 population = c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)),
  # No weight above so many mean weights: as few as the targets let each sample bear, and a little more.
  trimmed = list(formula = ~stype + sch.wide + comp.imp, margins = "stype, sch.wide, comp.imp", calfun = "raking", trim = c(strat = 1.45, clus1 = 1.7), uneven = 1.75,
                 population = c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122, comp.impYes = 4100))
)

out <- file("raking.toml", "w")
say <- function(...) cat(..., "\n", sep = "", file = out)
number <- function(x) sprintf("%.15g", x)
say("# Written by raking.R; do not edit.")
say('r = "', R.version.string, '"')
say('survey = "', as.character(packageVersion("survey")), '"')
for (design in designs) for (name in names(totals)) {
  total <- totals[[name]]
  if (name == "bounded" && design$name %in% c("strata_clusters", "uneven", "uneven_clusters")) next
  # Bounds are on the ratio once the start weights sum to the population.
  d <- eval(design$call)
  if (name == "bounded") {
    frame <- d$variables; frame$pw <- frame$pw * 6194 / sum(frame$pw)
    assign(design$data, frame); d <- eval(design$call)
  }
  capped <- !is.null(total$trim)
  bounds <- if (capped) list(lower = 0, upper = (if (startsWith(design$name, "uneven")) total$uneven else total$trim[[design$data]]) * 6194 / nrow(d$variables)) else total$bounds
  k <- calibrate(d, total$formula, total$population, calfun = total$calfun, bounds = bounds, bounds.const = capped, epsilon = 1e-14, maxit = 2000)
  w <- weights(k)
  say(""); say("[[weights]]")
  say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say('margins = "', total$margins, '"'); say('name = "', name, '"')
  say("minimum = ", number(min(w))); say("maximum = ", number(max(w))); say("sum = ", number(sum(w))); say("kish = ", number(sum(w)^2 / sum(w^2)))
  say("tenth = ", number(as.numeric(w[10])))
  say('r = "calibrate(', paste(deparse(design$call, width.cutoff = 500), collapse = " "), ", ", deparse(total$formula), ', calfun = \\"', total$calfun, '\\")"')
  for (column in c("all", "comp.imp=No", "awards=Yes")) {
    part <- switch(column, all = k, "comp.imp=No" = subset(k, comp.imp == "No"), "awards=Yes" = subset(k, awards == "Yes"))
    figure <- function(measure, row, estimate) {
      say(""); say("[[figures]]")
      say('design = "', design$name, '"'); say('name = "', name, '"'); say('measure = "', measure, '"'); say('row = "', row, '"'); say('column = "', column, '"')
      say("value = ", number(as.numeric(coef(estimate)))); say("se = ", number(as.numeric(SE(estimate))))
    }
    figure("mean", "api00", svymean(~api00, part))
    for (code in c("E", "H", "M")) { part <- update(part, one = as.numeric(stype == code)); figure("share", code, svymean(~one, part)) }
    part <- update(part, one = as.numeric(awards == "Yes")); figure("awards", "Yes", svymean(~one, part))
    figure("pooled", "yes", svyratio(~yes, ~asked, part))
    # No crossed cell tells it, as it tells awards.
    if (startsWith(design$name, "uneven")) { part <- update(part, one = as.numeric(api00 > 650)); figure("high", "Yes", svymean(~one, part)) }
  }
}
close(out)
