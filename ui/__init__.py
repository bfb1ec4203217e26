"""The same answer in different clothes: chat window and command line."""
