# lint.mk - style and static analysis, and the reference made from the headers

.PHONY: lint docs bench-programs
bench-programs: $(BENCH_PROGRAMS)

lint:
	+@MAKEFLAGS= sh tests/lint/lint.sh $(BUILD)

docs:
	@command -v doxygen >/dev/null || { echo 'make docs wants doxygen (Debian: doxygen)' >&2; exit 1; }
	@mkdir -p $(BUILD)/docs
	@(cat docs/Doxyfile; echo 'PROJECT_NUMBER = $(VERSION)'; echo 'OUTPUT_DIRECTORY = $(BUILD)/docs') | doxygen -
	@echo "the reference is $(BUILD)/docs/html/index.html"
