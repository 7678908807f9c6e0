"""The only door between Qt and threads: work goes out, results come back in the GUI thread."""
