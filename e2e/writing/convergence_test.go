package writing

import _ "pgregory.net/rapid"
