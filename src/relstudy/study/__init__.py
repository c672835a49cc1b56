"""How a study is carried out: METHOD (`order`), one walk along it (`method`), its results stored (`codec`). What a study is: `survey.plan`."""
