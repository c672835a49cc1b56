# Reference figures for tests/stats/test_replication.py and test_resampling.py. Run from this folder after estimates.R: Rscript replicates.R
# Writes replicates.toml: standard errors by replicate weights, plain and with every set raked again (`calibrate` of a replicate design).
suppressPackageStartupMessages(library(survey))
strat <- read.csv("api_strat.csv", stringsAsFactors = TRUE)
clus1 <- read.csv("api_clus1.csv", stringsAsFactors = TRUE)

designs <- list(
  list(name = "weights", data = "strat", type = "JK1", call = quote(svydesign(ids = ~1, weights = ~pw, data = strat))),
  list(name = "strata", data = "strat", type = "JKn", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = strat))),
  list(name = "strata_fpc", data = "strat", type = "JKn", call = quote(svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat))),
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
figure <- function(design, type, raked, measure, column, estimate) {
  say(""); say("[[figures]]")
  say('design = "', design$name, '"'); say('data = "api_', design$data, '.csv"'); say('type = "', type, '"')
  say("raked = ", raked); say('measure = "', measure, '"'); say('column = "', column, '"')
  say("value = ", number(as.numeric(coef(estimate)))); say("se = ", number(as.numeric(SE(estimate))))
}
all_of <- function(design, type, raked, replicates) {
  # stype=E, stype=H: figures of a part of the sample; "stype=H-stype=E": their difference.
  replicates <- update(replicates, one = as.numeric(awards == "Yes"))
  for (column in c("all", "stype=E", "stype=H")) {
    part <- switch(column, all = replicates, "stype=E" = subset(replicates, stype == "E"), "stype=H" = subset(replicates, stype == "H"))
    figure(design, type, raked, "mean", column, svymean(~api00, part))
    figure(design, type, raked, "share", column, svymean(~one, part))
    figure(design, type, raked, "pooled", column, svyratio(~yes, ~asked, part))
  }
  for (measure in c("mean", "share")) {
    by <- svyby(if (measure == "mean") ~api00 else ~one, ~stype, replicates, svymean, covmat = TRUE)
    figure(design, type, raked, measure, "stype=H-stype=E", svycontrast(by, c(E = -1, H = 1)))
  }
}
for (design in designs) {
  d <- eval(design$call)
  r <- as.svrepdesign(d, type = design$type)
  all_of(design, design$type, "false", r)
  all_of(design, design$type, "true", calibrate(r, ~sch.wide + comp.imp, population, calfun = "raking", epsilon = 1e-14, maxit = 2000))
}
# Sets of weights that are given: 60 multipliers from 0 to 2 of each respondent, by a generator that any program can follow.
sets <- 60
state <- 20261129
multipliers <- matrix(0, nrow(strat), sets)
for (j in 1:sets) for (i in 1:nrow(strat)) { state <- (16807 * state) %% 2147483647; multipliers[i, j] <- floor(3 * state / 2147483647) }
given <- svrepdesign(data = strat, weights = ~pw, repweights = strat$pw * multipliers, type = "bootstrap", combined.weights = TRUE, scale = 1 / (sets - 1), rscales = rep(1, sets))
all_of(designs[[1]], "given", "false", given)
all_of(designs[[1]], "given", "true", calibrate(given, ~sch.wide + comp.imp, population, calfun = "raking", epsilon = 1e-12, maxit = 2000, compress = FALSE))
# Sets of weights by units drawn with replacement within strata, n - 1 of n (n of n without strata, clusters and fpc), the
# multipliers scaled as Rao and Wu (1988) do, less where the fpc leaves less to chance. Draws by the same generator.
rao_wu <- function(design) {
  data <- get(design$data)
  stratum <- if (grepl("strata", design$name)) as.integer(factor(data$stype)) else rep(1, nrow(data))
  unit <- if (grepl("clusters", design$name)) as.character(data$dnum) else seq_len(nrow(data))
  multipliers <- matrix(0, nrow(data), sets)
  for (j in 1:sets) for (h in sort(unique(stratum))) {
    inside <- which(stratum == h)
    units <- sort(unique(unit[inside]), method = "radix")
    n <- length(units)
    draws <- if (design$name == "weights") n else n - 1
    damp <- if (grepl("fpc", design$name)) sqrt(1 - n / data$fpc[inside[1]]) else 1
    drawn <- rep(0, n)
    for (i in seq_len(draws)) { state <<- (16807 * state) %% 2147483647; at <- floor(n * state / 2147483647) + 1; drawn[at] <- drawn[at] + 1 }
    multipliers[inside, j] <- (1 - damp + damp * n / draws * drawn)[match(unit[inside], units)]
  }
  svrepdesign(data = data, weights = ~pw, repweights = data$pw * multipliers, type = "bootstrap", combined.weights = TRUE, scale = 1 / (sets - 1), rscales = rep(1, sets))
}
for (design in designs) {
  state <- 20261129
  r <- rao_wu(design)
  all_of(design, "drawn", "false", r)
  all_of(design, "drawn", "true", calibrate(r, ~sch.wide + comp.imp, population, calfun = "raking", epsilon = 1e-14, maxit = 2000, compress = FALSE))
}
# What R draws itself, equal in its spread alone.
set.seed(1)
for (design in designs[-3]) {
  r <- as.svrepdesign(eval(design$call), type = "subbootstrap", replicates = 4000)
  k <- calibrate(r, ~sch.wide + comp.imp, population, calfun = "raking", epsilon = 1e-12, maxit = 2000)
  for (one in list(list("false", r), list("true", k))) {
    figure(design, "subbootstrap", one[[1]], "mean", "all", svymean(~api00, one[[2]]))
    figure(design, "subbootstrap", one[[1]], "mean", "stype=E", svymean(~api00, subset(one[[2]], stype == "E")))
  }
}
close(out)
