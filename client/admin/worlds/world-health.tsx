// The health of one world: its faults, its people, its size and growth; and an admin's actions about it.
import { useCallback, useState, type ReactNode } from 'react'
import type { WorldHealth } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { Link } from '../../parts/route-link.tsx'
import { useMe } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import { pathOfWorld } from '../../navigation/route.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { changeWorld, fetchHealth, tidyWorld } from '../../api/admin-api.ts'
import { Growth } from './growth-chart.tsx'
import { Answer, Section } from '../frame/admin-section.tsx'
import { pathOfSection } from '../../navigation/admin-sections.ts'
import { dayWords, sizeWords } from '../../words/size-words.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction } from '../../parts/requests/use-action.ts'

export default function HealthPart({ id }: { readonly id: string }) {
  const [asked, again] = useRequest(useCallback(() => fetchHealth(id), [id]))
  return (
    <Section
      title={asked.state === 'here' ? asked.value.world.title : 'A world'}
      ways={
        <Link to={pathOfSection('worlds')} className="button button-quiet">
          All worlds
        </Link>
      }
    >
      <Answer asked={asked} onAgain={again}>
        {(health) => <Health health={health} onChange={again} />}
      </Answer>
    </Section>
  )
}

interface HealthProps {
  readonly health: WorldHealth
  readonly onChange: () => void
}

function Health({ health, onChange }: HealthProps) {
  const { world, scene, live, sceneState, liveState, things, programs, people, isPaused } = health
  const { address, owner, createdAt, changedAt, binnedAt, isHome } = world
  return (
    <>
      <p className="admin-text section-text">
        {binnedAt === null ? (
          <Link to={pathOfWorld(address)} className="address">
            {address}
          </Link>
        ) : (
          <span className="address">{address}</span>
        )}
        {owner === null ? ' · nobody’s' : ` · ${owner.name}’s`}
        {isHome && ' home'} · made <Ago at={createdAt} /> · changed <Ago at={changedAt} />
        {binnedAt !== null && (
          <>
            {' '}
            · in the bin since <Ago at={binnedAt} />
            {world.goneAt != null && `, until ${dayWords(world.goneAt)}`}
          </>
        )}
      </p>
      <Ways health={health} onChange={onChange} />
      <dl className="admin-figures">
        <Fact name="Its page and things" value={sizeWords(sceneState)} more={count(things, 'thing')} />
        <Fact name="How it is now" value={sizeWords(liveState)} more={isPaused ? 'paused' : 'playing'} />
        <Fact name="What was written" value={sizeWords(scene.bytes)} more={count(scene.rows, 'row')} />
        <Fact name="What was played" value={sizeWords(live.bytes)} more={count(live.rows, 'row')} />
        <Fact name="Programs" value={String(programs)} more={`${health.asleep.length} asleep`} />
      </dl>
      <Part title="What failed" empty="No code has failed.">
        {health.faults.map(({ thing, name, message, line, count: times, at }) => (
          <li key={`${thing} ${message} ${line}`} className="admin-line">
            <p className="admin-message">{message}</p>
            <p className="world-facts">
              {name || thing}
              {line !== null && `, line ${line}`}
              {times > 1 && ` · ${times} times`} · <Ago at={at} />
            </p>
          </li>
        ))}
      </Part>
      {health.asleep.length > 0 && (
        <Part title="Code that is asleep" empty="">
          {health.asleep.map(({ thing, name, why, at }) => (
            <li key={thing} className="admin-line">
              <p>{name || thing}</p>
              <p className="world-facts">
                {why} · <Ago at={at} />
              </p>
            </li>
          ))}
        </Part>
      )}
      <Part title="Who is here" empty="Nobody is here now.">
        {people.map(({ account, name }) => (
          <li key={account} className="admin-line">
            <p>
              {name} <span className="address">{account}</span>
            </p>
          </li>
        ))}
      </Part>
      <Growth scene={scene.days} live={live.days} />
      <Tidy id={world.id} onChange={onChange} />
    </>
  )
}

/** It happens by itself, too; an admin wants to see it done. */
function Tidy({ id, onChange }: { readonly id: string; readonly onChange: () => void }) {
  function tidy(): void {
    tidyWorld(id)
      .then(
        ({ merged, into }) =>
          notify({
            text:
              merged === 0
                ? 'There was nothing to tidy up.'
                : `${count(merged, 'row')} became ${into.toLocaleString('en-GB')}.`,
          }),
        (error: unknown) => notify({ text: wordsOf(error) }),
      )
      .finally(onChange)
  }
  return (
    <section aria-label="Tidying" className="admin-block">
      <p className="section-text admin-text">
        Edits one person made in a row, and events more than a day old, are stored together. Nothing anyone
        wrote is lost. The node does this by itself every hour.
      </p>
      <Button onClick={tidy}>Tidy up now</Button>
    </section>
  )
}

function Fact({
  name,
  value,
  more,
}: {
  readonly name: string
  readonly value: string
  readonly more: string
}) {
  return (
    <div className="admin-figure">
      <dt>{name}</dt>
      <dd>
        <span className="admin-value">{value}</span>
        <span className="admin-more">{more}</span>
      </dd>
    </div>
  )
}

interface HealthListProps {
  readonly title: string
  readonly empty: string
  readonly children: readonly ReactNode[]
}

function Part({ title, empty, children }: HealthListProps) {
  return (
    <section aria-label={title} className="admin-block">
      <h2 className="section-title">{title}</h2>
      {children.length === 0 ? <p className="empty">{empty}</p> : <ul className="world-list">{children}</ul>}
    </section>
  )
}

function Ways({ health: { world }, onChange }: HealthProps) {
  const { person, access } = useMe()
  const [asking, setAsking] = useState<'bin' | 'take' | null>(null)
  const doing = useServerAction(onChange)
  const isMine = world.owner?.account === person.account
  const change = (how: 'bin' | 'take') => async (): Promise<void> => {
    await changeWorld(world.id, how)
    onChange()
  }
  return (
    <div className="admin-ways-line">
      {world.binnedAt === null ? (
        <Button onClick={() => setAsking('bin')}>Put in the bin</Button>
      ) : (
        <Button
          onClick={() => doing(changeWorld(world.id, 'restore'), `“${world.title}” is back where it was.`)}
        >
          Restore
        </Button>
      )}
      {access === 'accounts' && !isMine && !world.isHome && (
        <Button onClick={() => setAsking('take')}>Take over</Button>
      )}
      <Question
        title={`Put “${world.title}” in the bin?`}
        text="Anyone there is sent out. The whole world can be restored later."
        yes="Put in the bin"
        open={asking === 'bin'}
        onClose={() => setAsking(null)}
        onYes={change('bin')}
      />
      <Question
        title={`Take “${world.title}” over?`}
        text="It becomes yours and keeps its address. The old owner can still edit it. The log shows all admins that you did this."
        yes="Take over"
        open={asking === 'take'}
        onClose={() => setAsking(null)}
        onYes={change('take')}
      />
    </div>
  )
}
