"""What changes between two OpenAPI documents, and which of it breaks those who call the API.

A change breaks if a client that kept to the old document may fail under the new one. Requests may only take more, and
responses may only promise more. Which kinds of change there are, and how much most of them weigh, follows what
`oasdiff` made common; `effects` holds our weights.
"""
