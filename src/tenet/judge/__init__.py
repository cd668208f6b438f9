"""Facts and bound rules to a judgement: every outcome classified and counted, none dropped."""
