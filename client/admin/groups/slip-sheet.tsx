// Slips of paper, to be printed, cut and handed out: one for each person, with the code that is theirs. Shown
// once, since codes are kept as hashes alone.
import type { Slip } from '../../../shared/wire/api/group-bodies.ts'
import { reachOf } from '../../navigation/address-reach.ts'
import { CODE, JOIN } from '../../navigation/route.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import QrCode from '../../parts/links/qr-code.tsx'
import './slips.css'

interface SlipSheetProps {
  readonly group: string
  readonly slips: readonly Slip[]
  readonly onDone: () => void
}

export function SlipSheet({ group, slips, onDone }: SlipSheetProps) {
  return (
    <section className="slip-sheet" aria-label={`Slips for ${group}`}>
      <title>{`Slips for ${group} · Inkland`}</title>
      <header className="slip-head">
        <h1 className="home-title">{count(slips.length, 'slip')}</h1>
        <p className="section-text">
          Print them now: the codes are shown only this once. Each is for one person, and works once. Lost
          slips can be made anew.
        </p>
        {reachOf(location.hostname) === 'machine' && (
          <p className="trouble" role="alert">
            This address works on this machine alone. Open this page at the address that others use, and make
            the slips anew there.
          </p>
        )}
        <div className="group-ways">
          <Button look="main" onClick={() => globalThis.print()}>
            Print
          </Button>
          <Button onClick={onDone}>Done</Button>
        </div>
      </header>
      <ul className="slips">
        {slips.map((slip) => (
          <PaperSlip key={slip.code} group={group} slip={slip} />
        ))}
      </ul>
    </section>
  )
}

function PaperSlip({ group, slip }: { readonly group: string; readonly slip: Slip }) {
  const { name, account, code, secret } = slip
  const link = `${location.origin}${JOIN}#${secret}`
  return (
    <li className="slip">
      <div className="slip-picture">
        <QrCode link={link} />
      </div>
      <p className="slip-name">{name}</p>
      <p className="slip-group">
        {group}
        {account !== null && `, account ${account}`}
      </p>
      <p>
        Open <b className="slip-address">{`${location.origin}${CODE}`}</b> and type this code:
      </p>
      <p className="slip-code">{code}</p>
      <p className="slip-link">Or open {link}</p>
    </li>
  )
}
