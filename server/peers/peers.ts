// Puts together what joins this node with others: who it is, whom it met, who comes from elsewhere, and what it asks of them.
import type { PeerBook } from './book.ts'
import type { Caller } from './caller.ts'
import type { Foreigners } from './foreigners.ts'

export interface Peers {
  readonly book: PeerBook
  readonly foreigners: Foreigners
  readonly caller: Caller
  stop(): Promise<void>
}
