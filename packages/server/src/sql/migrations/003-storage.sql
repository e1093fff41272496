-- What is encrypted does not get smaller: PostgreSQL need not try, at each write, to compress it, nor to put it together again at each read.
postgresql: ALTER TABLE block_data ALTER COLUMN data SET STORAGE EXTERNAL;
postgresql: ALTER TABLE vlob ALTER COLUMN blob SET STORAGE EXTERNAL;
