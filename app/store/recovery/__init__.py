"""Recovery of a library whose file is damaged: what can be read goes into a new one."""
