// Looking after the node: how it is, who has an account, its worlds, what can be set, and what happened.
import { Suspense } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { Calm } from '../parts/calm.tsx'
import { Link } from '../parts/route-link.tsx'
import { useMe } from '../session/me.ts'
import { HOME } from '../navigation/route.ts'
import { Masthead } from './masthead.tsx'
import { partOf, pathOfSection, SECTIONS, type SectionName } from '../navigation/admin-sections.ts'
import '../home/home.css'
import '../admin/admin.css'

const parts = {
  '': lazyWithRetry(() => import('../admin/overview/overview-part.tsx')),
  accounts: lazyWithRetry(() => import('../admin/accounts/accounts-part.tsx')),
  groups: lazyWithRetry(() => import('../admin/groups/groups-part.tsx')),
  worlds: lazyWithRetry(() => import('../admin/worlds/worlds-part.tsx')),
  templates: lazyWithRetry(() => import('../admin/worlds/templates-part.tsx')),
  storage: lazyWithRetry(() => import('../admin/overview/storage-part.tsx')),
  sessions: lazyWithRetry(() => import('../admin/accounts/sessions-part.tsx')),
  invitations: lazyWithRetry(() => import('../admin/accounts/invitations-part.tsx')),
  backups: lazyWithRetry(() => import('../admin/backups/backups-part.tsx')),
  peers: lazyWithRetry(() => import('../admin/peers/peers-part.tsx')),
  addresses: lazyWithRetry(() => import('../admin/overview/addresses-part.tsx')),
  settings: lazyWithRetry(() => import('../admin/overview/settings-part.tsx')),
  deeds: lazyWithRetry(() => import('../admin/audit/audit-log.tsx')),
}
const GroupSheet = lazyWithRetry(() => import('../admin/groups/group-sheet.tsx'))
const Health = lazyWithRetry(() => import('../admin/worlds/world-health.tsx'))

export default function AdminScreen({ part }: { readonly part: string }) {
  const { person, access } = useMe()
  const { section, world, group } = partOf(part)
  if (access === 'accounts' && !person.isAdmin) return <NotYours />
  const shown = SECTIONS.filter(({ needsAccounts }) => access === 'accounts' || !needsAccounts)
  const Part = parts[shown.some(({ name }) => name === section) ? section : '']
  return (
    <div className="home admin-home">
      <Masthead />
      <div className="admin">
        <Ways sections={shown} here={section} />
        <main className="admin-sheet" key={part}>
          <Suspense fallback={<div className="admin-waiting" aria-busy="true" />}>
            {world !== null ? <Health id={world} /> : group !== null ? <GroupSheet id={group} /> : <Part />}
          </Suspense>
        </main>
      </div>
    </div>
  )
}

interface SectionLinksProps {
  readonly sections: readonly (typeof SECTIONS)[number][]
  readonly here: SectionName
}

function Ways({ sections, here }: SectionLinksProps) {
  return (
    <nav className="admin-nav" aria-label="Looking after this place">
      <ul>
        {sections.map(({ name, title }) => (
          <li key={name} {...(name === here && { ref: showIt })}>
            <Link to={pathOfSection(name)} aria-current={name === here ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/**
 * On a phone the line slides: where one is comes into sight. Newer browsers answer with a promise, which
 * React would take for a clean-up.
 */
function showIt(line: HTMLLIElement | null): void {
  line?.scrollIntoView({ block: 'nearest', inline: 'center' })
}

function NotYours() {
  return (
    <Calm
      title="This is for admins"
      text="Only this node’s admins can see this page. Ask one of them for what you need."
    >
      <Link to={HOME} className="button">
        See the worlds here
      </Link>
    </Calm>
  )
}
