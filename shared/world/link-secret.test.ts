import { expect, it } from 'vitest'
import { isWholeSecret, readLinkSecret } from './link-secret.ts'

const SECRET = 'a-b_0'.padEnd(32, 'Z')

it.each(['', '.', ')', ',', '>', '%20', ' and more', '?fbclid=IwAR0', '&utm_source=mail', '/', '#', '…'])(
  'a secret with %j behind it is the secret',
  (more) => {
    expect(readLinkSecret(`${SECRET}${more}`)).toBe(SECRET)
    expect(isWholeSecret(readLinkSecret(`${SECRET}${more}`))).toBe(true)
  },
)

it('one with letters missing is not whole', () => {
  for (const cut of ['', '.', SECRET.slice(0, 31), `${SECRET.slice(0, 20)}.`])
    expect(isWholeSecret(readLinkSecret(cut))).toBe(false)
})
