"""References that leave the site: in citation styles, as files, and as metadata of pages."""
