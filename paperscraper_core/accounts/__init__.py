"""Organizations, users, roles, logins and limits; the only room that makes a `Tenant`."""
