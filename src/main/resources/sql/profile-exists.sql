-- Whether there is a profile of this id.
SELECT id FROM profile WHERE id = :#profileId
