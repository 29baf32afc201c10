// Uses the secret of a link, and says what became of it where that is not to be seen.
import type { Address } from '../../shared/world/address.ts'
import { CallError } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { enterByLink } from './calls.ts'

const VOID = 'This link no longer works. Ask whoever gave it to you for a new one.'
const LATER = 'The link could not be used because the server cannot be reached. Open it again later.'

export async function comeIn(address: Address, secret: string): Promise<void> {
  try {
    await enterByLink(address, secret)
  } catch (error) {
    const isOffline = error instanceof CallError && error.code === 'offline'
    notify({ text: isOffline ? LATER : VOID, timeoutMs: 0 })
  }
}
