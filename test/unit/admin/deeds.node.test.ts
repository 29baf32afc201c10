// The log of deeds knows what an admin would want to know: each is done once on a real node, and looked for.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditWords, KNOWN_AUDIT_ACTIONS } from '../../../client/admin/audit/audit-words.ts'
import { backUp } from '../../../server/storage/maintenance/data-backup.ts'
import { Codes, InvitationList } from '../../../shared/wire/api/account-bodies.ts'
import { GroupDetails, Slips } from '../../../shared/wire/api/group-bodies.ts'
import { DeedPage, type DeedLine } from '../../../shared/wire/api/admin-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { MadeLink } from '../../../shared/wire/api/sharing-bodies.ts'
import { invite, PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { temporaryFolder, until } from '../../process.ts'

let node: AccountsNode
beforeAll(async () => {
  node = await serveAccounts()
})
afterAll(async () => node[Symbol.asyncDispose]())

/** All that happened, oldest first. */
async function all(): Promise<readonly DeedLine[]> {
  const deeds: DeedLine[] = []
  for (let before = ''; ;) {
    const page = DeedPage.parse(await told(await node.admin.ask('GET', `/api/admin/deeds?before=${before}`)))
    deeds.push(...page.deeds)
    if (page.next === null) return deeds.toReversed()
    before = page.next
  }
}

const worldOf = async (who: Somebody, title: string) =>
  WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', { title })))

test('[C5] each deed is noted, by whom and to whom, and told in words; no secret is among them', async () => {
  const { admin } = node
  const secrets: string[] = [PASSWORD]
  const doIt = async (who: Somebody, method: string, path: string, body?: unknown): Promise<unknown> =>
    told(await who.ask(method, path, body))

  // Accounts, sessions, invitations.
  const secret = await invite(admin, { label: 'For Bob' })
  secrets.push(secret)
  const bob = await node.signUp('bob', { invitation: secret })
  const eve = await node.signUp('eve')
  await node.ask('POST', '/api/session', { account: 'bob', password: 'a wrong one altogether' })
  await node.signIn('bob')
  await doIt(bob, 'POST', '/api/account/password', { old: PASSWORD, password: 'a new lamp in the garden' })
  await doIt(bob, 'POST', '/api/me', { name: 'Robert' })
  const codes = await doIt(bob, 'POST', '/api/account/codes', { password: 'a new lamp in the garden' })
  secrets.push(...Codes.parse(codes).codes)
  const again = await node.signIn('bob', 'a new lamp in the garden')
  await doIt(again, 'DELETE', '/api/session')
  const other = await invite(bob, { label: 'For nobody' })
  secrets.push(other)
  const { invitations } = InvitationList.parse(await doIt(bob, 'GET', '/api/invitations'))
  await doIt(bob, 'DELETE', `/api/invitations/${invitations[0]?.id}`)

  // Worlds and rights.
  const garden = await worldOf(bob, 'Garden')
  const at = `/api/worlds/${garden.address}`
  await doIt(bob, 'PUT', `${at}/sharing/people/eve`, { right: 'edit' })
  await doIt(bob, 'PUT', `${at}/sharing/people/eve`, { right: 'none' })
  await doIt(bob, 'PATCH', `${at}/sharing`, { everyone: 'see' })
  // Two tabs of a device tell the same: it is noted once.
  await doIt(eve, 'POST', `${at}/newer`, {})
  await doIt(eve, 'POST', `${at}/newer`, {})
  const newer = DeedPage.parse(await told(await admin.ask('GET', '/api/admin/deeds?area=device')))
  expect(newer.deeds.map(({ who, to }) => [who?.account, to])).toEqual([['eve', garden.address]])
  const link = MadeLink.parse(
    await doIt(bob, 'POST', `${at}/sharing/links`, { right: 'see', label: 'the parents', until: null }),
  )
  secrets.push(link.secret)
  await doIt(bob, 'DELETE', `${at}/sharing/links/${link.id}`)
  await doIt(eve, 'POST', `${at}/knock`, { words: 'Me, too' })
  await until('the knock is there', async () => {
    const { knocks } = (await doIt(bob, 'GET', `${at}/sharing`)) as { knocks: unknown[] }
    return knocks.length > 0
  })
  // Who knocks is told to its owner alone.
  const { address, title } = garden
  const eves = { account: 'eve', name: 'Eve', words: 'Me, too', at: expect.any(Number), address, title }
  expect(await doIt(bob, 'GET', '/api/knocks')).toEqual({ knocks: [eves] })
  expect(await doIt(eve, 'GET', '/api/knocks')).toEqual({ knocks: [] })
  await doIt(bob, 'POST', `${at}/sharing/knocks/eve`, { right: 'none' })
  await doIt(bob, 'POST', `${at}/people/eve/kick`)
  await doIt(bob, 'PUT', `${at}/people/eve/ban`, { until: null })
  await doIt(bob, 'DELETE', `${at}/people/eve/ban`)
  await doIt(bob, 'PUT', `${at}/people/eve/mute`)
  await doIt(bob, 'DELETE', `${at}/people/eve/mute`)
  await doIt(bob, 'POST', `${at}/revert`, { account: 'bob', since: Date.now() + 60_000, isTrial: false })
  const archive = await bob.ask('GET', `${at}/export`)
  expect(archive.ok).toBe(true)
  const file = await archive.arrayBuffer()
  const imported = await fetch(new URL('/api/worlds/import?address=bob/again', node.url), {
    method: 'POST',
    headers: { cookie: bob.cookie, 'content-type': 'application/vnd.inkland.world' },
    body: file,
  })
  expect(imported.ok).toBe(true)
  await doIt(bob, 'PATCH', at, { address: 'bob/orchard' })
  await doIt(bob, 'DELETE', '/api/worlds/bob/orchard')
  await doIt(bob, 'POST', `/api/bin/${garden.id}/restore`)
  await doIt(bob, 'POST', '/api/worlds/bob/orchard/sharing/owner', { account: 'eve' })
  await doIt(bob, 'DELETE', '/api/worlds/bob/orchard/sharing/owner')
  await doIt(bob, 'POST', '/api/worlds/bob/orchard/sharing/owner', { account: 'eve' })
  await doIt(eve, 'DELETE', `/api/offers/${garden.id}`)
  await doIt(bob, 'POST', '/api/worlds/bob/orchard/sharing/owner', { account: 'eve' })
  await doIt(eve, 'POST', `/api/offers/${garden.id}`)
  const ended = await worldOf(bob, 'Ended')
  await doIt(bob, 'DELETE', `/api/worlds/${ended.address}`)
  await doIt(bob, 'DELETE', `/api/bin/${ended.id}`)

  // Acts of admins.
  const club = GroupDetails.parse(await doIt(admin, 'POST', '/api/admin/groups', { name: 'Chess club' }))
  const at2 = `/api/admin/groups/${club.id}`
  await doIt(admin, 'PATCH', at2, { name: 'Chess' })
  await doIt(admin, 'PUT', `${at2}/members/bob`)
  const listed = Slips.parse(await doIt(admin, 'POST', `${at2}/list`, { text: 'Ann\nBen', until: null }))
  const renewed = Slips.parse(await doIt(admin, 'POST', `${at2}/slips`, { until: null }))
  for (const slip of [...listed.slips, ...renewed.slips]) secrets.push(slip.code, slip.secret)
  await doIt(eve, 'POST', '/api/invitation/accept', { secret: renewed.slips[0]?.secret })
  await doIt(admin, 'DELETE', `${at2}/pending/${renewed.group.pending[1]?.id}`)
  const shared = await worldOf(bob, 'Shared')
  await doIt(bob, 'PUT', `/api/worlds/${shared.address}/sharing/groups/${club.id}`, { right: 'edit' })
  await doIt(bob, 'PUT', `/api/worlds/${shared.address}/sharing/groups/${club.id}`, { right: 'none' })
  await doIt(admin, 'DELETE', `${at2}/members/bob`)
  await doIt(admin, 'DELETE', at2)
  const code = (await doIt(admin, 'POST', '/api/admin/accounts/eve/code')) as { code: string }
  secrets.push(code.code)
  await told(await node.ask('POST', '/api/recovery', { account: 'eve', code: code.code, password: PASSWORD }))
  await doIt(admin, 'PATCH', '/api/admin/accounts/eve', { isAdmin: true })
  await doIt(admin, 'PATCH', '/api/admin/accounts/eve', { isAdmin: false })
  await doIt(admin, 'DELETE', '/api/admin/accounts/eve/sessions')
  await doIt(admin, 'PATCH', '/api/admin/accounts/eve', { isSuspended: true })
  await doIt(admin, 'PATCH', '/api/admin/accounts/eve', { isSuspended: false })
  await doIt(admin, 'PATCH', '/api/admin/settings', { title: 'The club' })
  const again2 = await worldOf(bob, 'Taken')
  await doIt(admin, 'POST', `/api/admin/worlds/${again2.id}/take`)
  const backedUpAt = Date.now() - 3 * 60 * 60_000
  await backUp(node.server.data, `${temporaryFolder()}/backup`, backedUpAt)
  await doIt(admin, 'DELETE', '/api/admin/accounts/eve', { worlds: { passTo: 'ada' } })

  const EXPECTED: readonly (readonly [what: string, who: string | null, to: string])[] = [
    ['account.first', 'Ada', 'ada'],
    ['invitation.made', 'Ada', 'For Bob'],
    ['account.signedUp', 'Robert', 'bob'],
    ['session.failed', null, 'bob'],
    ['session.began', 'Robert', 'bob'],
    ['account.passwordChanged', 'Robert', 'bob'],
    ['account.renamed', 'Robert', 'bob'],
    ['account.codesMade', 'Robert', 'bob'],
    ['session.ended', 'Robert', 'bob'],
    ['invitation.ended', 'Robert', 'For nobody'],
    ['world.made', 'Robert', 'bob/garden'],
    ['right.given', 'Robert', 'bob/garden'],
    ['right.taken', 'Robert', 'bob/garden'],
    ['right.opened', 'Robert', 'bob/garden'],
    ['right.linkMade', 'Robert', 'bob/garden'],
    ['right.linkRevoked', 'Robert', 'bob/garden'],
    ['right.knockDeclined', 'Robert', 'bob/garden'],
    ['right.sentOut', 'Robert', 'bob/garden'],
    ['right.banned', 'Robert', 'bob/garden'],
    ['right.unbanned', 'Robert', 'bob/garden'],
    ['right.muted', 'Robert', 'bob/garden'],
    ['right.unmuted', 'Robert', 'bob/garden'],
    ['world.reverted', 'Robert', 'bob/garden'],
    ['world.exported', 'Robert', 'bob/garden'],
    ['world.imported', 'Robert', 'bob/again'],
    ['world.moved', 'Robert', 'bob/orchard'],
    ['world.binned', 'Robert', 'bob/orchard'],
    ['world.restored', 'Robert', 'bob/orchard'],
    ['world.offered', 'Robert', 'bob/orchard'],
    ['world.offerEnded', 'Robert', 'bob/orchard'],
    ['world.offerDeclined', null, 'bob/orchard'],
    ['world.accepted', null, 'eve/orchard'],
    ['world.destroyed', 'Robert', 'bob/ended'],
    ['group.made', 'Ada', 'Chess club'],
    ['group.renamed', 'Ada', 'Chess'],
    ['group.joined', 'Ada', 'Chess'],
    ['group.invited', 'Ada', 'Chess'],
    ['group.slipsRenewed', 'Ada', 'Chess'],
    ['group.came', null, 'Chess'],
    ['group.withdrawn', 'Ada', 'Chess'],
    ['right.groupGiven', 'Robert', 'bob/shared'],
    ['right.groupTaken', 'Robert', 'bob/shared'],
    ['group.left', 'Ada', 'Chess'],
    ['group.removed', 'Ada', 'Chess'],
    ['admin.codeMade', 'Ada', 'eve'],
    ['account.recovered', null, 'eve'],
    ['admin.made', 'Ada', 'eve'],
    ['admin.unmade', 'Ada', 'eve'],
    ['admin.sessionsEnded', 'Ada', 'eve'],
    ['admin.suspended', 'Ada', 'eve'],
    ['admin.letIn', 'Ada', 'eve'],
    ['admin.settingChanged', 'Ada', 'title'],
    ['admin.tookWorld', 'Ada', 'bob/taken'],
    ['admin.endedAccount', 'Ada', 'eve'],
    ['admin.backedUp', null, ''],
  ]
  const find = (deeds: readonly DeedLine[], [what, who, to]: (typeof EXPECTED)[number]) =>
    deeds.find((deed) => deed.what === what && deed.to === to && (who === null || deed.who?.name === who))
  // Each is written a moment after it was done.
  const deeds = await until('the last is noted', async () => {
    const happened = await all()
    return find(happened, ['admin.endedAccount', 'Ada', 'eve']) !== undefined && happened
  })
  const missing = EXPECTED.filter((deed) => find(deeds, deed) === undefined)
  expect(missing).toEqual([])
  // Every noted deed has words; none is told by its name in the program.
  expect(deeds.filter(({ what }) => !KNOWN_AUDIT_ACTIONS.includes(what)).map(({ what }) => what)).toEqual([])
  for (const deed of deeds) expect(auditWords(deed)).not.toMatch(/undefined|null|NaN|\[object/)
  const whole = JSON.stringify(deeds)
  for (const one of secrets) expect(whole).not.toContain(one)
  const given = find(deeds, ['right.given', 'Robert', 'bob/garden'])
  // When it was made, and not when an admin looked.
  expect(find(deeds, ['admin.backedUp', null, ''])?.at).toBe(backedUpAt)
  expect(given && auditWords(given)).toBe('Robert gave eve the right to write in bob/garden')
})
