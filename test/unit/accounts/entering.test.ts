// Signing up and in on a real node.
import { describe, expect, it } from 'vitest'
import { startAccounts, told } from '../../accounts.ts'

describe('entering', () => {
  it('works', async () => {
    await using node = await startAccounts()
    expect(node.admin.account).toBe('ada')
    expect(await told(await node.admin.ask('GET', '/api/me'))).toMatchObject({
      access: 'accounts',
      member: { kind: 'account', isAdmin: true },
    })
    const bob = await node.signUp('bob')
    expect(await told(await bob.ask('GET', '/api/account'))).toMatchObject({
      account: 'bob',
      hasPassword: true,
    })
    const again = await node.signIn('bob')
    expect(await told(await again.ask('GET', '/api/sessions'))).toMatchObject({
      sessions: [{ isThis: true }, {}],
    })
    const guest = await node.guest('Gus')
    expect(guest.account).toMatch(/^guest-/)
  })
})
