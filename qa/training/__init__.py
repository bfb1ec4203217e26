"""What ``qa.train`` and ``qa.calibrate`` make their examples of; the product imports nothing here."""
