// Every kind of input that is searched. To add one, write it like those, and add a line here.
import { EDITS } from './edits.ts'
import { FILES } from './files.ts'
import { FRAMES } from './frames.ts'
import type { Kind } from './kind.ts'
import { PAGES } from './pages.ts'
import { PEERS } from './peers.ts'
import { PEOPLE } from './people.ts'
import { PICTURES } from './pictures.ts'
import { PROGRAMS } from './programs.ts'
import { REQUESTS } from './routes.ts'
import { ACTIONS } from './verbs.ts'

export const KINDS: readonly Kind[] = [
  FRAMES,
  EDITS,
  ACTIONS,
  REQUESTS,
  FILES,
  PICTURES,
  PAGES,
  PROGRAMS,
  PEOPLE,
  ...PEERS,
]
