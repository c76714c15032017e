# install.mk - placing what was built
