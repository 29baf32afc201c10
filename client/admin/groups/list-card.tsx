// A list of names for a group: pasted, or out of a file. Its effect is shown first, and then it is taken as a
// whole.
import { useId, useState, type ChangeEvent } from 'react'
import type { GroupDetails, NameListPlan, Slip } from '../../../shared/wire/api/group-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { lookAtList, takeList } from '../../api/admin-groups-api.ts'
import { ListPlan } from './list-plan.tsx'
import { ChooseSpan, untilOf, type SlipSpan } from './slip-span.tsx'

interface ListCardProps {
  readonly group: GroupDetails
  /** Slips were made; none, where everyone had an account. */
  readonly onTaken: (slips: readonly Slip[]) => void
  readonly onClose: () => void
}

export function ListCard({ group: { id, name }, onTaken, onClose }: ListCardProps) {
  const [text, setText] = useState('')
  const [plan, setPlan] = useState<NameListPlan | null>(null)
  const [span, setSpan] = useState<SlipSpan>('month')
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  async function doing(work: () => Promise<void>): Promise<void> {
    if (isBusy) return
    setBusy(true)
    setTrouble(null)
    await work().catch((error: unknown) => setTrouble(wordsOf(error)))
    setBusy(false)
  }
  const look = (): Promise<void> => doing(async () => setPlan(await lookAtList(id, { text })))
  const take = (): Promise<void> =>
    doing(async () => {
      const { slips } = await takeList(id, { text, until: untilOf(span, Date.now()) })
      if (slips.length === 0) notify({ text: `The list is in ${name} now.` })
      onTaken(slips)
    })
  const invited = plan?.lines.filter(({ what }) => what === 'invited').length ?? 0
  const isWhole = plan !== null && plan.problems.length === 0 && plan.lines.length > 0
  return (
    <Card title="Add from a list" open isWide onClose={onClose}>
      <div className="stack">
        {plan === null ? (
          <ListField text={text} onText={setText} onTrouble={setTrouble} />
        ) : (
          <>
            <ListPlan plan={plan} />
            {isWhole && invited > 0 && <ChooseSpan span={span} onSpan={setSpan} />}
          </>
        )}
        <Trouble text={trouble} />
        <div className="card-foot">
          {plan !== null && (
            <Button look="quiet" onClick={() => setPlan(null)}>
              Change the list
            </Button>
          )}
          {plan === null && (
            <Button look="main" aria-busy={isBusy} disabled={text.trim() === ''} onClick={() => void look()}>
              Look at the list
            </Button>
          )}
          {isWhole && (
            <Button look="main" aria-busy={isBusy} onClick={() => void take()}>
              {invited === 0 ? 'Take the list' : `Take the list and make ${count(invited, 'slip')}`}
            </Button>
          )}
        </div>
      </div>
    </Card>
  )
}

interface ListFieldProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onTrouble: (words: string | null) => void
}

function ListField({ text, onText, onTrouble }: ListFieldProps) {
  const id = useId()
  function read({ target }: ChangeEvent<HTMLInputElement>): void {
    const file = target.files?.[0]
    // The same file can be chosen again once it was changed.
    target.value = ''
    if (file === undefined) return
    onTrouble(null)
    if (file.size > FILE_BYTES_MAX) return onTrouble('That file is too large to be a list of names.')
    file.arrayBuffer().then(
      (bytes) => onText(textOf(bytes)),
      () => onTrouble('That file could not be read. Choose it again, or paste the names.'),
    )
  }
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Names
      </label>
      <textarea
        id={id}
        className="field-input group-list"
        aria-describedby={`${id}-hint`}
        rows={9}
        spellCheck={false}
        placeholder={'Anna May\nBen Gray, ben'}
        value={text}
        onChange={({ target }) => onText(target.value)}
      />
      <p className="field-hint" id={`${id}-hint`}>
        One person in each line. A second column can say what their account is called. A spreadsheet can be
        saved as CSV and chosen here, also with a header line such as: first name, last name, account.
      </p>
      <label className="button group-file">
        Choose a file
        <input type="file" className="unseen" accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={read} />
      </label>
    </div>
  )
}

/** A list of the most names is 40 kB; twice that as UTF-16, with some columns more. */
const FILE_BYTES_MAX = 500_000

/**
 * The text of a file with names, as programs on all systems write it.
 * UTF-8, or UTF-16 with its mark; else what Excel writes on Windows in the west, so that no name loses its
 * accents.
 */
function textOf(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
