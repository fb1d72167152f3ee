// Written by the client.
