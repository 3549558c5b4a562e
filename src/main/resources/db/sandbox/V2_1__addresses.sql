-- Only A to Z are folded: members whose addresses look alike are two.
DROP INDEX member_email;
CREATE UNIQUE INDEX member_email ON member (lower(email COLLATE "C"));
