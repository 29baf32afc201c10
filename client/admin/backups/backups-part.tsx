// The backups that the node makes by itself: when, how many are kept, and which there are.
import { useState } from 'react'
import {
  BACKUP_EVERY_HOURS,
  BackupPlanChange,
  type BackupLine,
  type Backups,
} from '../../../shared/wire/api/backup-bodies.ts'
import { useTypedTexts } from '../../browser/use-typed-texts.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { Ago } from '../../parts/ago.tsx'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Choose } from '../../parts/choose.tsx'
import { BackedUpCard } from './backed-up-card.tsx'
import { clockTime, EVERY, timeWords } from './backup-words.ts'
import { fetchBackups, fetchDeeds, makeBackup, planBackups } from '../../api/admin-api.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import { FORM_ASKS_MS, useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction } from '../../parts/requests/use-action.ts'

const COLUMNS: readonly Column<BackupLine>[] = [
  {
    title: 'Made',
    cell: ({ madeAt }) => (
      <span title={timeWords(madeAt)}>
        <Ago at={madeAt} />
      </span>
    ),
  },
  { title: 'Holds', cell: ({ worlds }) => count(worlds, 'world') },
  { title: 'Folder', cell: ({ name }) => <span className="address">{name}</span> },
]

export default function BackupsPart() {
  const [asked, again, put] = useRequest(fetchBackups, { everyMs: FORM_ASKS_MS })
  const doing = useServerAction(again)
  const isRunning = asked.state === 'here' && asked.value.isRunning
  return (
    <Section
      title="Backups"
      text="A backup holds all worlds with their history, and all accounts, rights and pictures."
      ways={
        <Button
          look="main"
          disabled={asked.state !== 'here' || isInstead(asked.value)}
          aria-busy={isRunning}
          onClick={() => isRunning || doing(makeBackup(), 'A backup is being made.')}
        >
          {isRunning ? 'Backing up…' : 'Back up now'}
        </Button>
      }
    >
      <Answer asked={asked} onAgain={again}>
        {(backups) =>
          isInstead(backups) ? (
            <p className="section-text">{backups.instead}</p>
          ) : (
            <>
              <Failed failed={backups.failed} />
              {backups.isFixed ? (
                <FixedPlan backups={backups} />
              ) : (
                <PlanForm backups={backups} onSaved={put} />
              )}
              <List backups={backups} />
              <NewerWork />
            </>
          )
        }
      </Answer>
    </Section>
  )
}

/** The node makes none: its data is saved in another way. */
const isInstead = ({ instead = null }: Backups): boolean => instead !== null

function Failed({ failed }: Pick<Backups, 'failed'>) {
  if (failed === null) return null
  return (
    <p className="trouble" role="alert">
      The last backup could not be made (<Ago at={failed.at} />
      ): {failed.text}
    </p>
  )
}

interface BackupsPartProps {
  readonly backups: Backups
}

function FixedPlan({ backups }: BackupsPartProps) {
  const { everyHours, keep } = backups.plan
  return (
    <p className="section-text">
      A backup is made {EVERY[everyHours]}, and the last {keep} are kept, as was set when the node was
      started. <Next backups={backups} />
    </p>
  )
}

function Next({ backups: { nextAt } }: BackupsPartProps) {
  return nextAt === null ? null : <>The next one is due {timeWords(nextAt)}.</>
}

const OFTEN = BACKUP_EVERY_HOURS.map((hours) => ({ value: String(hours), label: EVERY[hours] ?? '' }))
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: clockTime(hour) }))

function PlanForm({ backups, onSaved }: BackupsPartProps & { readonly onSaved: (backups: Backups) => void }) {
  const { plan } = backups
  const { shown, onText, isChanged, meanwhile, forget } = useTypedTexts({
    everyHours: String(plan.everyHours),
    atHour: String(plan.atHour),
    keep: String(plan.keep),
  })
  const form = useForm({
    schema: BackupPlanChange,
    body: () =>
      Object.fromEntries(
        Object.entries(shown).flatMap(([field, text]) => (isChanged(field) ? [[field, Number(text)]] : [])),
      ),
    send: async (wanted) => {
      onSaved(await planBackups(wanted))
      forget()
      notify({ text: 'Saved. Backups are made like this from now on.' })
    },
  })
  return (
    <form className="admin-settings" onSubmit={form.onSubmit} noValidate>
      <div className="backup-plan">
        <span>Make a backup</span>
        <Choose label="How often" value={shown.everyHours} options={OFTEN} onChoose={onText('everyHours')} />
        {Number(shown.everyHours) >= 24 && (
          <>
            <span>at</span>
            <Choose
              label="At what time of the day"
              value={shown.atHour}
              options={HOURS}
              onChoose={onText('atHour')}
            />
          </>
        )}
      </div>
      <Field
        label="How many to keep"
        hint="Older ones are removed when a new one is whole."
        value={shown.keep}
        onText={onText('keep')}
        meanwhile={meanwhile('keep')}
        trouble={form.trouble('keep')}
        inputMode="numeric"
      />
      <Trouble text={form.trouble('form')} />
      <div className="backup-plan">
        <Button type="submit" aria-busy={form.isBusy}>
          Save
        </Button>
        <span className="admin-more">
          <Next backups={backups} />
        </span>
      </div>
    </form>
  )
}

function List({ backups: { backups, folder } }: BackupsPartProps) {
  const [open, setOpen] = useState<BackupLine | null>(null)
  return (
    <section className="backup-list" aria-label="The backups there are">
      <p className="section-text">
        They are kept in <span className="address">{folder}</span> on the node’s machine. Keep a copy of that
        folder on another disk, or in another place; <code>--backups FOLDER</code> names another one when the
        node is started.
      </p>
      {backups.length === 0 ? (
        <p className="empty">There is no backup in that folder yet. Make one now, or choose how often.</p>
      ) : (
        <Table
          label="Backups"
          columns={COLUMNS}
          lines={backups}
          keyOf={({ name }) => name}
          renderWays={(backup) => (
            <Button
              look="quiet"
              onClick={() => setOpen(backup)}
              aria-label={`Worlds in the backup ${backup.name}`}
            >
              Worlds
            </Button>
          )}
        />
      )}
      {open !== null && <BackedUpCard backup={open} onClose={() => setOpen(null)} />}
    </section>
  )
}

const askNewer = () => fetchDeeds({ before: '', who: '', area: 'device' })

/** After a restore: who had newer work, so that nobody takes the restored state for all there is. */
function NewerWork() {
  const [asked] = useRequest(askNewer)
  if (asked.state !== 'here' || asked.value.deeds.length === 0) return null
  return (
    <section className="backup-list" aria-labelledby="newer-title">
      <h2 id="newer-title" className="section-title">
        Newer than the backup
      </h2>
      <p className="section-text">
        After a backup was restored, these people opened a world on a device that had newer work. It is kept
        there as a copy, from which they can take over what they want. The last {asked.value.deeds.length} are
        shown; “What happened” has all.
      </p>
      <ul className="world-list" aria-label="Newer than the backup">
        {asked.value.deeds.map((deed) => (
          <li key={deed.id} className="admin-line admin-deed">
            <p>
              {deed.who?.name ?? 'Somebody'} in <span className="address">{deed.to}</span>
            </p>
            <p className="world-facts">
              <Ago at={deed.at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
