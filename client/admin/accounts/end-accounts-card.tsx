// Ending accounts for good, one or many: the people concerned, their belongings, and the future of their
// worlds.
import { useCallback, useState } from 'react'
import {
  BIN_DAYS,
  type EndedWorlds,
  type EndingPreview,
} from '../../../shared/wire/api/account-ending-bodies.ts'
import { amountWords } from '../../../shared/wire/api/storage-amounts.ts'
import { wordsOf } from '../../api/request.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { downloadWorlds, previewEnding, startEnding } from '../../api/ending-api.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useDebounced } from '../../browser/use-debounced.ts'
import './ending.css'

export interface AccountToEnd {
  readonly account: string
  readonly name: string
}

interface EndAccountsCardProps {
  readonly chosen: readonly AccountToEnd[]
  readonly onClose: () => void
  /** It has begun: the list of accounts shows how far it is. */
  readonly onStarted: () => void
}

type EndingWay = 'bin' | 'binThenGone' | 'mine' | 'pass'

const WAYS: readonly { readonly value: EndingWay; readonly label: string }[] = [
  { value: 'bin', label: 'go to the bin, until an admin deletes them' },
  { value: 'binThenGone', label: `go to the bin, and are deleted for good after ${BIN_DAYS} days` },
  { value: 'mine', label: 'become yours' },
  { value: 'pass', label: 'are offered to someone else' },
]

export default function EndAccountsCard({ chosen, onClose, onStarted }: EndAccountsCardProps) {
  const [way, setWay] = useState<EndingWay>('bin')
  const [heir, setHeir] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const rested = useDebounced(heir.trim())
  const [names] = useState(() => chosen.map(({ account }) => account))
  const ask = useCallback(
    () => previewEnding({ accounts: names, worlds: fateOf(way, rested) }),
    [names, way, rested],
  )
  const [asked] = useRequest(ask)
  const preview = asked.state === 'here' ? asked.value : null
  const can = preview?.lines.filter(({ why }) => why === null) ?? []

  async function end(): Promise<void> {
    if (way === 'pass' && heir.trim() === '')
      return setTrouble('Enter the account name of whoever gets the worlds.')
    setBusy(true)
    setTrouble(null)
    try {
      await startEnding({ accounts: names, worlds: fateOf(way, heir.trim()) })
      onClose()
      onStarted()
    } catch (error) {
      setTrouble(wordsOf(error))
      setBusy(false)
    }
  }

  const [only] = chosen
  const title =
    chosen.length === 1 && only !== undefined
      ? `Delete the account of ${only.name}`
      : `Delete ${count(chosen.length, 'account')}`
  return (
    <Card title={title} open onClose={onClose} isWide={chosen.length > 1}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) void end()
        }}
      >
        <p className="card-text">
          They are signed out everywhere, {chosen.length === 1 ? 'their home goes' : 'their homes go'} to the
          bin, and nobody else can take {chosen.length === 1 ? 'the name' : 'their names'} for a year. What
          they wrote in other people’s worlds stays. This cannot be undone. To keep someone out for a while,
          suspend them instead.
        </p>
        {asked.state === 'failed' && way !== 'pass' && <Trouble text={asked.text} />}
        {preview !== null && <Who preview={preview} />}
        <WorldsChoice way={way} onWay={setWay} />
        {way === 'pass' && (
          <Field
            label="To which account"
            value={heir}
            onText={setHeir}
            trouble={rested !== '' && asked.state === 'failed' ? asked.text : null}
            hint={`They will be asked. Until they accept, the admins look after the worlds. Any world not accepted within ${BIN_DAYS} days goes to the bin.`}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        {preview !== null && <Heir preview={preview} isYou={way === 'mine'} />}
        <Download accounts={names} hasWorlds={can.some(({ worlds }) => worlds > 0)} />
        <Trouble text={trouble} />
        <div className="card-foot">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            look="grave"
            aria-busy={isBusy}
            disabled={preview !== null && can.length === 0}
          >
            {can.length > 1 ? `Delete ${can.length} for good` : 'Delete for good'}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Until a name is there they are counted as if they went to the bin. */
const fateOf = (way: EndingWay, heir: string): EndedWorlds =>
  way !== 'pass' ? way : heir === '' ? 'bin' : { passTo: heir }

/** The people concerned. If there are several, each is shown with their belongings. */
function Who({ preview: { lines } }: { readonly preview: EndingPreview }) {
  const can = lines.filter(({ why }) => why === null)
  const worlds = can.reduce((sum, line) => sum + line.worlds, 0)
  const bytes = can.reduce((sum, line) => sum + line.bytes, 0)
  return (
    <div className="ending-who">
      <p>
        {lines.length > 1 && `${count(can.length, 'account')} with `}
        {count(worlds, 'world')}; what they wrote and added takes {amountWords(bytes)}.
      </p>
      {lines.length > 1 && (
        // The list has the focus too, so that it can be scrolled by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className="ending-lines" tabIndex={0} aria-label="Accounts to delete">
          {lines.map(({ account, name, worlds: own, bytes: added, why }) => (
            <li key={account}>
              <span className="admin-name">{name}</span> <span className="address">{account}</span>{' '}
              {why === null ? (
                <span className="admin-more">
                  · {count(own, 'world')}, {amountWords(added)}
                </span>
              ) : (
                <span className="admin-mark admin-mark-grave">{why}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {lines.length === 1 && lines[0]?.why != null && <Trouble text={lines[0].why} />}
    </div>
  )
}

interface WorldsChoiceProps {
  readonly way: EndingWay
  readonly onWay: (way: EndingWay) => void
}

function WorldsChoice({ way, onWay }: WorldsChoiceProps) {
  return (
    <fieldset className="admin-choice">
      <legend>Their worlds</legend>
      {WAYS.map(({ value, label }) => (
        <label key={value}>
          <input type="radio" name="worlds" checked={way === value} onChange={() => onWay(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** The room of the person who gets the worlds. */
function Heir({ preview, isYou }: { readonly preview: EndingPreview; readonly isYou: boolean }) {
  const { heir, whyNot } = preview
  if (heir === null) return null
  return (
    <>
      <p className="card-text">
        {isYou ? 'You have' : `${heir.account} has`} {heir.worlds.toLocaleString('en-GB')} of{' '}
        {count(heir.most, 'world')} now.
      </p>
      <Trouble text={whyNot} />
    </>
  )
}

interface DownloadProps {
  readonly accounts: readonly string[]
  readonly hasWorlds: boolean
}

function Download({ accounts, hasWorlds }: DownloadProps) {
  const [trouble, setTrouble] = useState<string | null>(null)
  if (!hasWorlds) return null
  const download = (): void => {
    setTrouble(null)
    downloadWorlds(accounts).catch((error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <div>
      <Button onClick={download}>Download their worlds first</Button>
      <p className="field-hint">
        One zip: each world as a file and as a folder of text, without homes. Up to 3 GB; a page inside names
        what did not fit. It is noted that you took them.
      </p>
      <Trouble text={trouble} />
    </div>
  )
}
