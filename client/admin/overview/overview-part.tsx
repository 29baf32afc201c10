// The state of the node at a glance: first the parts that need somebody, then the figures.
import { CircleAlert, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ClockDoubt, Overview } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { Link } from '../../parts/route-link.tsx'
import { pathOfWorld } from '../../navigation/route.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { fetchOverview, testAlarm, trustClock } from '../../api/admin-api.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { Processes } from './node-processes.tsx'
import { pathOfSection } from '../../navigation/admin-sections.ts'
import { sizeWords } from '../../words/size-words.ts'
import { useRepeat } from '../../browser/use-repeat.ts'
import { timeWords } from '../backups/backup-words.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction } from '../../parts/requests/use-action.ts'

/** How often it is asked again while it is looked at, in ms. */
const AGAIN_MS = 10_000

export default function OverviewPart() {
  const [asked, again] = useRequest(fetchOverview)
  useRepeat(again, AGAIN_MS)
  return (
    <Section title="Overview">
      <Answer asked={asked} onAgain={again}>
        {(overview) => (
          <>
            {overview.clockDoubt != null && <ClockQuestion doubt={overview.clockDoubt} onTrusted={again} />}
            <Needs overview={overview} />
            <Figures overview={overview} />
            <Processes />
            <Alarms overview={overview} onTested={again} />
            <Faults overview={overview} />
          </>
        )}
      </Answer>
    </Section>
  )
}

interface OverviewPartProps {
  readonly overview: Overview
}

function Needs({ overview }: OverviewPartProps) {
  const needs = needsOf(overview)
  if (needs.length === 0) {
    return (
      <p className="admin-well">
        <CircleCheck size={18} aria-hidden="true" /> Nothing needs your attention.
      </p>
    )
  }
  return (
    <ul className="admin-needs" aria-label="Needs your attention">
      {needs.map(({ key, text }) => (
        <li key={key}>
          <CircleAlert size={18} aria-hidden="true" /> <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}

interface ClockQuestionProps {
  readonly doubt: ClockDoubt
  readonly onTrusted: () => void
}

/** Nothing goes for its age before somebody answers. */
function ClockQuestion({ doubt: { told, expected }, onTrusted }: ClockQuestionProps) {
  const doing = useServerAction(onTrusted)
  return (
    <div className="admin-alarms" role="alert">
      <span>
        <strong>Is the clock of this node right?</strong> It said {timeWords(told)} when it should have been{' '}
        {timeWords(expected)}. Until it is back, or you say that it is right, no world in the bin, home of a
        guest, session or picture is deleted or ended for its age.
      </span>
      <Button onClick={() => doing(trustClock(told), 'Ages go by the clock again.')}>
        The clock is right
      </Button>
    </div>
  )
}

function needsOf({
  storage,
  isInDatabase = false,
  backup,
  backupFailed,
  newerVersion,
  version,
  readOnlyWorlds,
  access,
}: Overview): { key: string; text: ReactNode }[] {
  const needs: { key: string; text: ReactNode }[] = []
  if (storage?.isLow === true) {
    const text = `Only ${sizeWords(storage.free)} left on the disk. Free some space soon, or nothing more can be saved.`
    needs.push({ key: 'disk', text })
  }
  if (readOnlyWorlds > 0) {
    const text = `${count(readOnlyWorlds, 'world')} cannot be saved to the disk. People there keep their changes on their own devices until it works again.`
    needs.push({ key: 'trouble', text })
  }
  if (newerVersion) {
    const text = `Inkland ${newerVersion} is available; this is ${version}. docs/running.md, “A new version”, says how to change to it.`
    needs.push({ key: 'version', text })
  }
  if (backupFailed) {
    const text = (
      <>
        A backup could not be made: {backupFailed} <Link to={pathOfSection('backups')}>See backups</Link>.
      </>
    )
    needs.push({ key: 'failed', text })
  }
  if (storage !== null && backup === null && !isInDatabase) {
    const text = (
      <>
        There is no backup yet. <Link to={pathOfSection('backups')}>Make one, or say how often</Link>.
      </>
    )
    needs.push({ key: 'backup', text })
  }
  if (backup?.isOld === true) {
    const text = (
      <>
        The last backup is from <Ago at={backup.madeAt} />.{' '}
        <Link to={pathOfSection('backups')}>Make another one</Link>.
      </>
    )
    needs.push({ key: 'backup', text })
  }
  if (access === 'open') {
    needs.push({
      key: 'open',
      text: 'This node is open: anyone who can reach it can do all of this too. To have accounts, start it without --access open.',
    })
  }
  return needs
}

interface AlarmsProps extends OverviewPartProps {
  readonly onTested: () => void
}

/** Where it is told what needs somebody while nobody looks here. */
function Alarms({ overview: { alarms }, onTested }: AlarmsProps) {
  const doing = useServerAction(onTested)
  if (!alarms) return null
  const { to, arrivedAt, failed } = alarms
  return (
    <p className="admin-alarms">
      <span>
        Alarms about the disk, backups and errors go to <span className="address">{to}</span>.{' '}
        {failed !== null && `The last one did not arrive: ${failed}`}
        {failed === null && arrivedAt !== null && (
          <>
            The last one arrived <Ago at={arrivedAt} />.
          </>
        )}
      </span>
      <Button onClick={() => doing(testAlarm(), 'A test is on its way.')}>Send a test</Button>
    </p>
  )
}

function Figures({ overview }: OverviewPartProps) {
  const { version, startedAt, people, connections, worlds, binned, accounts, invitations, storage } = overview
  const { memory, playedWorlds, programs, backup, isInDatabase = false } = overview
  return (
    <dl className="admin-figures">
      <Figure name="People here now" value={people} more={count(connections, 'connection')} />
      <Figure
        name="Worlds"
        value={<Link to={pathOfSection('worlds')}>{worlds.toLocaleString('en-GB')}</Link>}
        more={`${playedWorlds} running now, ${binned} in the bin`}
      />
      {accounts !== null && (
        <Figure
          name="Accounts"
          value={<Link to={pathOfSection('accounts')}>{accounts.toLocaleString('en-GB')}</Link>}
          more={`${count(invitations ?? 0, 'invitation')} open`}
        />
      )}
      <Figure
        name="Programs running"
        value={programs}
        more={`${count(overview.faultCount, 'fault')} since the start`}
      />
      {storage !== null && (
        <>
          {!isInDatabase && (
            <Figure
              name="Worlds on the disk"
              value={sizeWords(storage.database)}
              more={`and ${sizeWords(storage.writeAhead)} of the newest edits, in a file of their own`}
            />
          )}
          <Figure name="Pictures" value={sizeWords(storage.pictures)} />
          <Figure name="Room on the disk" value={sizeWords(storage.free)} />
        </>
      )}
      <Figure name="Memory" value={sizeWords(memory)} />
      {isInDatabase && <Figure name="Kept in" value="PostgreSQL" more="with backups of its own" />}
      {storage !== null && !isInDatabase && (
        <Figure name="Last backup" value={backup === null ? 'never' : <Ago at={backup.madeAt} />} />
      )}
      <Figure name="Runs since" value={<Ago at={startedAt} />} more={`Inkland ${version}`} />
    </dl>
  )
}

interface OverviewFigureProps {
  readonly name: string
  readonly value: ReactNode
  readonly more?: string
}

function Figure({ name, value, more }: OverviewFigureProps) {
  return (
    <div className="admin-figure">
      <dt>{name}</dt>
      <dd>
        <span className="admin-value">{value}</span>
        {more !== undefined && <span className="admin-more">{more}</span>}
      </dd>
    </div>
  )
}

function Faults({ overview: { faults } }: OverviewPartProps) {
  return (
    <section aria-labelledby="faults">
      <h2 className="section-title" id="faults">
        Latest faults
      </h2>
      {faults.length === 0 ? (
        <p className="empty">No code has failed since the node started.</p>
      ) : (
        <ul className="world-list">
          {faults.map(({ world, thing, message, at }) => {
            const address = world && parseAddress(world.address)
            return (
              <li key={`${at} ${thing} ${message}`} className="admin-line">
                <p className="admin-message">{message}</p>
                <p className="world-facts">
                  {address ? <Link to={pathOfWorld(address)}>{world.title}</Link> : 'In a world that is gone'}{' '}
                  · <Ago at={at} />
                </p>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
