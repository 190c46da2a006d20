"""A set of saved web pages whose article, headline, author, outlet, address, days and furniture are known."""
