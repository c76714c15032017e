# install.mk - .pc files, and placing what was built

# $1 module, $2 prefix, $3 include folder, $4 library folder: the .pc file on standard output.
PC_MODULES := $(CODE_MODULES) $(if $(WHOLE),secmail)
pc_name = $(if $(filter secmail,$1),secmail,secmail-$1)
pc_template = $(if $(filter secmail,$1),pkgconfig/secmail.pc.in,pkgconfig/module.pc.in)
pc_requires = $(addprefix secmail-,$(filter $(CODE_MODULES),$($1.NEEDS)))
write_pc = sed -e 's|@PREFIX@|$2|' -e 's|@INCLUDEDIR@|$3|' -e 's|@LIBDIR@|$4|' -e 's|@MODULE@|$1|' \
	-e 's|@ABOUT@|$($1.ABOUT)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@REQUIRES@|$(pc_requires)|' \
	-e 's|@PKGS@|$($1.PKGS)|' -e 's|@LIBS@|$($1.LIBS)|' -e 's/ *$$//' $(pc_template)

# The same files for the tree itself: PKG_CONFIG_PATH=build/pkgconfig finds what was built, uninstalled.
define uninstalled_pc
$(B)/pkgconfig/$(call pc_name,$1).pc: $(call pc_template,$1) lib/$1/module.mk Makefile mk/install.mk
	@mkdir -p $$(@D)
	@$$(call write_pc,$1,$(abspath $B),$(CURDIR)/include,$(abspath $B)/lib) >$$@
endef
$(foreach m,$(PC_MODULES),$(eval $(call uninstalled_pc,$m)))
UNINSTALLED_PC := $(foreach m,$(PC_MODULES),$(B)/pkgconfig/$(call pc_name,$m).pc)
lib: $(UNINSTALLED_PC)

INSTALLED_HEADERS := $(wildcard $(foreach m,$(ACTIVE),$($m.HEADERS:%=include/secmail/%)))
# The page of a program that is not built stays out with it.
MAN_PAGES := $(sort $(filter-out docs/man/secmail-%.1,$(wildcard docs/man/*.[1-8])) \
	$(wildcard $(EXAMPLE_NAMES:%=docs/man/%.1)))
man_folder = $(MANDIR)/man$(subst .,,$(suffix $1))
SHARED_STEMS := $(CODE_MODULES:%=libsecmail-%) $(if $(WHOLE),libsecmail)

# Every file that install makes, without DESTDIR; uninstall takes away just these.
INSTALLED_FILES := $(INSTALLED_HEADERS:include/%=$(INCLUDEDIR)/%) \
	$(CODE_MODULES:%=$(LIBDIR)/libsecmail-%.a) $(LIBDIR)/libsecmail-private.a \
	$(foreach s,$(SHARED_STEMS),$(addprefix $(LIBDIR)/$s.so,.$(VERSION) .$(SOVERSION)) $(LIBDIR)/$s.so) \
	$(foreach m,$(PC_MODULES),$(PKGCONFIGDIR)/$(call pc_name,$m).pc) \
	$(EXAMPLE_NAMES:%=$(BINDIR)/%) $(if $(filter engines,$(CODE_MODULES)),$(ENGINE_PATH)) \
	$(foreach p,$(MAN_PAGES),$(call man_folder,$p)/$(notdir $p))

# One command on a line: a recipe line each, so that make stops at the first that fails.
define newline


endef
each = $(foreach x,$2,$(call $1,$x)$(newline))
install_shared = @$(INSTALL) -m 755 $(B)/lib/$1.so.$(VERSION) $(DESTDIR)$(LIBDIR)/ && \
	cd $(DESTDIR)$(LIBDIR) && ln -sf $1.so.$(VERSION) $1.so.$(SOVERSION) && ln -sf $1.so.$(SOVERSION) $1.so
install_pc = @$(call write_pc,$1,$(PREFIX),$(INCLUDEDIR),$(LIBDIR)) \
	>$(DESTDIR)$(PKGCONFIGDIR)/$(call pc_name,$1).pc
install_man = @$(INSTALL) -d $(DESTDIR)$(call man_folder,$1) && \
	$(INSTALL) -m 644 $1 $(DESTDIR)$(call man_folder,$1)/
install_program = @$(INSTALL) -m 755 $(B)/examples/$1 $(DESTDIR)$(BINDIR)/
install_engine = @$(INSTALL) -d $(DESTDIR)$(LIBEXECDIR) && $(INSTALL) -m 755 $1 $(DESTDIR)$(ENGINE_PATH)

.PHONY: install uninstall
install: $(LIBRARIES) $(EXAMPLES) $(ENGINE)
	@$(INSTALL) -d $(DESTDIR)$(INCLUDEDIR)/secmail $(DESTDIR)$(LIBDIR) $(DESTDIR)$(PKGCONFIGDIR) \
		$(if $(EXAMPLES),$(DESTDIR)$(BINDIR))
	@$(INSTALL) -m 644 $(INSTALLED_HEADERS) $(DESTDIR)$(INCLUDEDIR)/secmail/
	@$(INSTALL) -m 644 $(filter %.a,$(LIBRARIES)) $(DESTDIR)$(LIBDIR)/
	$(call each,install_shared,$(SHARED_STEMS))
	$(call each,install_pc,$(PC_MODULES))
	$(call each,install_program,$(EXAMPLE_NAMES))
	$(call each,install_engine,$(ENGINE))
	$(call each,install_man,$(MAN_PAGES))
	@echo "installed under $(DESTDIR)$(PREFIX)"

uninstall:
	@rm -f $(INSTALLED_FILES:%=$(DESTDIR)%)
	@for d in $(INCLUDEDIR)/secmail $(LIBEXECDIR); do ! [ -d $(DESTDIR)$$d ] || rmdir $(DESTDIR)$$d; done
	@echo "removed from $(DESTDIR)$(PREFIX)"
