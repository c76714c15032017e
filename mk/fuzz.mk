# fuzz.mk
