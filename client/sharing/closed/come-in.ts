// Uses the secret of a link, and reports the result: who made the link, or why it did not work.
import { isWholeSecret, NOT_WHOLE } from '../../../shared/world/link-secret.ts'
import type { Address } from '../../../shared/world/address.ts'
import { isOffline } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { enterByLink, lookAtLink } from '../../api/sharing-api.ts'
import { calledWorld, invitesTitle, mayThere } from '../../words/invitation-words.ts'

const VOID = 'This link no longer works. Ask whoever gave it to you for a new one.'
const LATER = 'The link could not be used because the server cannot be reached. Open it again later.'

export async function comeIn(address: Address, secret: string): Promise<void> {
  try {
    // Of a world of another node its own node alone knows.
    const invites = await lookAtLink(address, secret).catch(() => null)
    await enterByLink(address, secret)
    if (invites !== null) {
      notify({ text: `${invitesTitle(invites)}. ${mayThere(invites, calledWorld(invites, address))}` })
    }
  } catch (error) {
    const why = isWholeSecret(secret) ? VOID : NOT_WHOLE
    notify({ text: isOffline(error) ? LATER : why, timeoutMs: 0 })
  }
}
