// The parts of the admin's page, and their addresses: behind the `#`, so that they are one screen.
import { ADMIN } from '../app/route.ts'

export const SECTIONS = [
  { name: '', title: 'Overview', needsAccounts: false },
  { name: 'accounts', title: 'Accounts', needsAccounts: true },
  { name: 'worlds', title: 'Worlds', needsAccounts: false },
  { name: 'storage', title: 'Storage', needsAccounts: true },
  { name: 'sessions', title: 'Signed in', needsAccounts: true },
  { name: 'invitations', title: 'Invitations', needsAccounts: true },
  { name: 'backups', title: 'Backups', needsAccounts: false },
  { name: 'peers', title: 'Other nodes', needsAccounts: false },
  { name: 'settings', title: 'Settings', needsAccounts: true },
  { name: 'deeds', title: 'What happened', needsAccounts: false },
] as const

export type SectionName = (typeof SECTIONS)[number]['name']

const WORLD = 'world='

/** What a hash names: a section, or the health of one world. */
export function partOf(hash: string): { readonly section: SectionName; readonly world: string | null } {
  if (hash.startsWith(WORLD)) return { section: 'worlds', world: hash.slice(WORLD.length) }
  return { section: SECTIONS.find(({ name }) => name === hash)?.name ?? '', world: null }
}

export const pathOfSection = (name: SectionName): string => (name === '' ? ADMIN : `${ADMIN}#${name}`)
export const pathOfHealth = (id: string): string => `${ADMIN}#${WORLD}${encodeURIComponent(id)}`
