// `GET /api/account/data`: all that is known of oneself, as a zip that is written while it is sent.
import { once } from 'node:events'
import type { Response } from 'express'
import type { MemberId } from '../../../shared/world/address.ts'
import { accountData, type Beyond } from '../../accounts/data-export/account-export.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Stored } from '../../storage/store.ts'
import { copyOfStored } from '../../sync/document/stored-document.ts'
import { TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import type { SignInParts } from '../routing/sign-in-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, SIGN_IN, type Routes } from '../routing/route-rules.ts'

/** So many are written at once: each reads whole worlds from the disk. One account has one. */
const DATA_MAX = 2

const BUSY = new HttpRefusal(503, 'busy', 'Others are downloading theirs. Try again in a little while.', 30)
const MINE = new HttpRefusal(
  409,
  'busy',
  'You are already downloading it. Wait until that is done, or stop it.',
)

export function myDataRoutes(parts: SignInParts): Routes {
  const { entrance, otherWays, rights, pictures, store, sync, audit, clock, accounts } = parts
  const { book, passwords, codes, signedIn, invitations, groups } = entrance
  const { passkeys, links } = otherWays
  const routes = createRoutes(parts)
  const running = new Set<MemberId>()
  const wordOf = (id: MemberId) => book.byId(id)?.account ?? null

  routes.add('get', '/account/data', 'account', async ({ response, member }) => {
    const account = book.byId(member.id)
    if (account === null || rights === null) throw SIGN_IN
    const services = { passwords, passkeys, links, codes, signedIn, invitations, groups, rights, pictures }
    const read = (stored: Stored, by: string) => copyOfStored(stored, { trials: sync.trials, clock, by })
    const sources = { store, ...services, audit, beyond: beyondOf(parts), read, wordOf, clock }
    if (running.has(account.id)) throw MINE
    if (running.size >= DATA_MAX) throw BUSY
    running.add(account.id)
    try {
      audit.note(account.id, 'account.dataTaken', account.account)
      response.setTimeout(TRANSFER_SILENCE_MS)
      response.attachment(`inkland-${account.account}.zip`).type('application/zip')
      // Who is signed out, or shut out, meanwhile gets no more.
      await sendChunks(accountData(sources, account), response, () => accounts.isAccount(member))
    } finally {
      running.delete(account.id)
    }
  })

  return routes
}

/** What this node knows of somebody's ways beyond it. */
const beyondOf =
  ({ friends, foreign, transfers, rightOf }: SignInParts) =>
  async (member: Member): Promise<Beyond> => {
    const worlds = (await foreign?.list(member)) ?? []
    const things = transfers?.listFor(member.id)
    return {
      met: friends?.met.of(member.id) ?? [],
      worlds: worlds.map((world) => ({ ...world, right: rightOf(member, world) })),
      lent: things?.lent ?? [],
      sent: things?.things ?? [],
    }
  }

/** Sends chunk by chunk, as fast as the other end reads, for as long as they may. */
export async function sendChunks(
  chunks: AsyncIterable<Uint8Array>,
  response: Response,
  mayGoOn: () => boolean,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for await (const chunk of chunks) {
    if (gone.signal.aborted) return
    if (!mayGoOn()) {
      response.destroy()
      return
    }
    if (!response.write(chunk)) await once(response, 'drain', { signal: gone.signal }).catch(() => null)
  }
  response.end()
}
