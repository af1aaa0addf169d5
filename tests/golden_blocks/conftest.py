"""The builder of the gold is run by hand; its modules import one another from their own folder."""

collect_ignore_glob = ["build/*", "by_hand_paper/*"]
