// The requests of the admin's screens to the server.
import { AdminTemplates, type TemplateChange } from '../../shared/wire/api/template-bodies.ts'
import { ProcessList } from '../../shared/wire/api/process-bodies.ts'
import { MadeInvitation, type NewInvitation } from '../../shared/wire/api/account-bodies.ts'
import {
  AccountLine,
  AccountPage,
  AdminInvitations,
  AdminSessionPage,
  AdminSettings,
  AdminWorld,
  AdminWorldPage,
  DeedPage,
  Overview,
  OwnBounds,
  RecoveryCode,
  StoragePage,
  Tidied,
  WorldHealth,
  type AccountChange,
  type AdminSettingsChange,
  type OwnBoundsChange,
  type StorageSort,
} from '../../shared/wire/api/admin-bodies.ts'
import { BackedUpWorlds, Backups, type BackupPlanChange } from '../../shared/wire/api/backup-bodies.ts'
import {
  PeerInfo,
  PeerList,
  type MeetPeer,
  type PeerChange,
} from '../../shared/wire/api/peer-admin-bodies.ts'
import { WebAddresses } from '../../shared/wire/api/web-addresses.ts'
import { WorldCopies } from '../../shared/wire/api/foreign-place-bodies.ts'
import { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { call } from './request.ts'

const at = (path: string): string => `/api/admin${path}`
const of = (part: string, name: string, more = ''): string =>
  at(`/${part}/${encodeURIComponent(name)}${more}`)
const asking = (query: Readonly<Record<string, string | number>>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`
}

export interface ListQuery {
  readonly search: string
  readonly page: number
}

export const fetchOverview = (): Promise<Overview> => call('GET', at(''), Overview)

export const fetchBackedUp = (name: string): Promise<BackedUpWorlds> =>
  call('GET', of('backups', name, '/worlds'), BackedUpWorlds)
export const takeOut = (name: string, world: string): Promise<WorldSummary> =>
  call('POST', of('backups', name, `/worlds/${encodeURIComponent(world)}`), WorldSummary, {})

/** Says that the clock of the node is right, though it jumped. */
export const trustClock = (told: number): Promise<null> => call('POST', at('/clock/trust'), null, { told })
/** Sends an alarm that says that it is none. */
export const testAlarm = (): Promise<null> => call('POST', at('/alarms/test'), null, {})

export const fetchProcesses = (): Promise<ProcessList> => call('GET', at('/processes'), ProcessList)
/** Asks a process to hand over what it has, and to end. */
export const drainProcess = (id: string): Promise<null> =>
  call('POST', of('processes', id, '/drain'), null, {})

export const fetchBackups = (): Promise<Backups> => call('GET', at('/backups'), Backups)
export const planBackups = (plan: BackupPlanChange): Promise<Backups> =>
  call('PATCH', at('/backups'), Backups, plan)
export const makeBackup = (): Promise<Backups> => call('POST', at('/backups'), Backups, {})

export const fetchAccounts = (wanted: ListQuery): Promise<AccountPage> =>
  call('GET', at(`/accounts${asking({ ...wanted })}`), AccountPage)
export const changeAccount = (name: string, change: AccountChange): Promise<AccountLine> =>
  call('PATCH', of('accounts', name), AccountLine, change)
export const makeCode = (name: string): Promise<RecoveryCode> =>
  call('POST', of('accounts', name, '/code'), RecoveryCode, {})
export const endSessionsOf = (name: string): Promise<null> =>
  call('DELETE', of('accounts', name, '/sessions'), null)
export const changeBounds = (name: string, change: OwnBoundsChange): Promise<OwnBounds> =>
  call('PATCH', of('accounts', name, '/storage'), OwnBounds, change)

export const fetchWorlds = (wanted: ListQuery, which: 'here' | 'binned'): Promise<AdminWorldPage> =>
  call('GET', at(`/worlds${asking({ ...wanted, which })}`), AdminWorldPage)
export const fetchHealth = (id: string): Promise<WorldHealth> => call('GET', of('worlds', id), WorldHealth)
export const changeWorld = (id: string, how: 'bin' | 'restore' | 'take'): Promise<AdminWorld> =>
  call('POST', of('worlds', id, `/${how}`), AdminWorld, {})

/** Merges what is old in a world's logs. */
export const tidyWorld = (id: string): Promise<Tidied> => call('POST', of('worlds', id, '/tidy'), Tidied, {})

export const fetchStorage = (wanted: ListQuery, sort: StorageSort): Promise<StoragePage> =>
  call('GET', at(`/storage${asking({ ...wanted, sort })}`), StoragePage)

export const fetchSessions = (wanted: ListQuery): Promise<AdminSessionPage> =>
  call('GET', at(`/sessions${asking({ ...wanted })}`), AdminSessionPage)
export const endSession = (id: string): Promise<null> => call('DELETE', of('sessions', id), null)

export const fetchInvitations = (page: number): Promise<AdminInvitations> =>
  call('GET', at(`/invitations?page=${page}`), AdminInvitations)
export const endInvitation = (id: string): Promise<null> => call('DELETE', of('invitations', id), null)
export const makeInvitation = (body: NewInvitation): Promise<MadeInvitation> =>
  call('POST', '/api/invitations', MadeInvitation, body)

export const fetchSettings = (): Promise<AdminSettings> => call('GET', at('/settings'), AdminSettings)
export const fetchTemplates = (): Promise<AdminTemplates> => call('GET', at('/templates'), AdminTemplates)
export const changeTemplate = (name: string, change: TemplateChange): Promise<AdminTemplates> =>
  call('PATCH', of('templates', name), AdminTemplates, change)
export const changeSettings = (change: AdminSettingsChange): Promise<AdminSettings> =>
  call('PATCH', at('/settings'), AdminSettings, change)

export const fetchAddresses = (): Promise<WebAddresses> => call('GET', at('/addresses'), WebAddresses)
export const allowAddress = (address: string): Promise<WebAddresses> =>
  call('POST', at('/addresses'), WebAddresses, { address })
export const removeAddress = (address: string): Promise<WebAddresses> =>
  call('DELETE', at('/addresses'), WebAddresses, { address })

export const fetchPeers = (): Promise<PeerList> => call('GET', at('/peers'), PeerList)
export const meetPeer = (body: MeetPeer): Promise<PeerInfo> => call('POST', at('/peers'), PeerInfo, body)
export const changePeer = (node: string, change: PeerChange): Promise<PeerInfo> =>
  call('PATCH', of('peers', node), PeerInfo, change)
export const retryPeer = (node: string): Promise<PeerInfo> =>
  call('POST', of('peers', node, '/retry'), PeerInfo, {})

export const fetchCopies = (): Promise<WorldCopies> => call('GET', at('/copies'), WorldCopies)
/** `address`: of a world of another node. Refused while anybody needs it. */
export const dropCopy = (address: string): Promise<null> =>
  call('DELETE', at(`/copies/${address.split('/').map(encodeURIComponent).join('/')}`), null)

export const fetchDeeds = (query: {
  readonly before: string
  readonly who: string
  readonly area: string
}): Promise<DeedPage> => call('GET', at(`/deeds${asking(query)}`), DeedPage)
