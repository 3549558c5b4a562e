-- Has a profile changed from which an account could not be told?
SELECT true AS due WHERE EXISTS (SELECT FROM account_conflict AS c WHERE is_to_be_decided_again(c))
