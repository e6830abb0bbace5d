"""How dates and times are written where no template says so: as everywhere else here, with hours from 0 to 23."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
