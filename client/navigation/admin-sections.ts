// The parts of the admin's page, and their addresses: behind the `#`, so that they are one screen.
import { ADMIN } from './route.ts'

export const SECTIONS = [
  { name: '', title: 'Overview', needsAccounts: false },
  { name: 'accounts', title: 'Accounts', needsAccounts: true },
  { name: 'groups', title: 'Groups', needsAccounts: true },
  { name: 'worlds', title: 'Worlds', needsAccounts: false },
  { name: 'templates', title: 'Templates', needsAccounts: false },
  { name: 'storage', title: 'Storage', needsAccounts: true },
  { name: 'sessions', title: 'Signed in', needsAccounts: true },
  { name: 'invitations', title: 'Invitations', needsAccounts: true },
  { name: 'backups', title: 'Backups', needsAccounts: false },
  { name: 'peers', title: 'Other nodes', needsAccounts: false },
  { name: 'addresses', title: 'Web addresses', needsAccounts: true },
  { name: 'settings', title: 'Settings', needsAccounts: true },
  { name: 'deeds', title: 'What happened', needsAccounts: false },
] as const

export type SectionName = (typeof SECTIONS)[number]['name']

const WORLD = 'world='
const GROUP = 'group='

interface AdminPart {
  readonly section: SectionName
  readonly world: string | null
  readonly group: string | null
}

/** The target of a hash: a section, the health of one world, or one group. */
export function partOf(hash: string): AdminPart {
  const none = { world: null, group: null }
  if (hash.startsWith(WORLD)) return { ...none, section: 'worlds', world: hash.slice(WORLD.length) }
  if (hash.startsWith(GROUP)) return { ...none, section: 'groups', group: hash.slice(GROUP.length) }
  return { ...none, section: SECTIONS.find(({ name }) => name === hash)?.name ?? '' }
}

export const pathOfSection = (name: SectionName): string => (name === '' ? ADMIN : `${ADMIN}#${name}`)
export const pathOfGroup = (id: string): string => `${ADMIN}#${GROUP}${encodeURIComponent(id)}`
export const pathOfHealth = (id: string): string => `${ADMIN}#${WORLD}${encodeURIComponent(id)}`
