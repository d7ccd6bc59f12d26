"""Everything to run Học Vụ Số: on one machine (`deploy.local`) and for real."""
