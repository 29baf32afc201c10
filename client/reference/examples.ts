// An example of each function and value, as one would write it. A test runs them all.

export const EXAMPLES: Readonly<Record<string, string>> = {
  self: 'log(self.name, self.x, self.y)',
  host: "if (host !== null) say('I stand in ' + host.name)",
  memory: 'memory.visits = (memory.visits ?? 0) + 1',
  memoryOf:
    "on('use', ({ subject }) => {\n  if (subject === null) return\n  const mine = memoryOf(subject)\n  mine.coins = (mine.coins ?? 0) + 1\n  whisper(subject, 'You have ' + mine.coins + ' coins')\n})",
  remembered:
    "const coins = remembered().map((id) => memoryOf(id).coins ?? 0)\nlog('In all: ' + coins.reduce((sum, one) => sum + one, 0))",
  props: "const settings = props({ greeting: 'Hello', times: 3, tone: ['low', 'high'] })\nlog(settings.tone)",
  from: "// On the page of a thing called Cards: export function draw(cards) { return cards.splice(Math.floor(Math.random() * cards.length), 1)[0] }\nconst { draw } = from('Cards')\nlog(draw(['ace', 'king', 'queen']))",
  log: "log('dice', Math.ceil(Math.random() * 6))",
  find: "for (const lamp of find({ name: 'Lamp' })) set(lamp, { paper: '#ffcc00' })",
  closest: "const door = closest({ name: 'Door', within: 200 })\nif (door !== null) log(door.x)",
  next: "const neighbour = next('right')\nif (neighbour !== null) log(neighbour.name)",
  inside: "log(inside().length + ' things are in here')",
  on: "on('use', ({ person }) => say('Hello, ' + person))\non('enter', { role: 'host' }, ({ subject }) => log(subject.name))",
  before: "before('pickUp', () => {\n  if (memory.isGlued) return 'It is glued down.'\n})",
  every: 'every(5, () => moveBy(16, 0))',
  after: "const stop = after(10, () => say('Time is up'))\non('use', stop)",
  moveTo: 'const { ok, why } = await moveTo(200, 100)\nif (!ok) log(why)',
  moveBy: 'moveBy(0, -32)',
  turn: "turn('left')",
  halt: "on('use', () => halt())",
  placeAt: "const { ok } = await placeAt(0, 0)\nif (!ok) log('Something stands there')",
  fitAt: 'fitAt(100, 100)',
  teleport: "const house = closest({ name: 'House' })\nif (house !== null) teleport(20, 20, house)",
  enter: "const door = next('up')\nif (door !== null) enter(door)",
  leave: "on('use', () => leave())",
  set: "set(self, { sprite: 'lantern', pushable: false, tint: '#2f7f73' })\nevery(1, () => set(self, { angle: self.angle + 15 }))",
  sprites:
    "const all = sprites()\non('use', () => set(self, { sprite: all[Math.floor(Math.random() * all.length)] }))",
  use: "const lamp = closest({ name: 'Lamp' })\nif (lamp !== null) use(lamp)",
  push: "const ball = next('right')\nif (ball !== null) push(ball)",
  pickUp: "const key = closest({ name: 'Key', within: 40 })\nif (key !== null) pickUp(key)",
  putDown: "on('use', () => putDown())",
  create:
    "const coin = await create({ name: 'Coin', sprite: 'coin', on: host ?? self })\nif (coin === null) log('No room')",
  copy: "await copy(self, { name: 'Twin' })",
  destroy: 'after(60, () => destroy())',
  say: "say('It is ' + new Date().toLocaleTimeString())",
  shout: "shout('The shop is open')",
  whisper:
    "on('use', ({ subject }) => {\n  if (subject !== null) whisper(subject, 'The key is under the stone')\n})",
  send: "on('message', ({ data, subject }) => {\n  log(subject.name, data.points)\n})\non('use', () => {\n  const board = closest({ name: 'Score board' })\n  if (board !== null) send(board, { points: 5 })\n})",
  ask: "on('use', async ({ subject }) => {\n  if (subject === null) return\n  const drink = await ask(subject, 'Tea or coffee?', ['Tea', 'Coffee'])\n  if (drink === null) return\n  const order = await ask(subject, 'How would you like it?', { sugar: 1, milk: false, note: '' })\n  if (order !== null) log(drink, order.sugar, order.milk, order.note)\n})",
  pointOut:
    "on('use', async ({ subject }) => {\n  const gate = closest({ name: 'Gate' })\n  if (subject !== null && gate !== null && !(await pointOut(subject, gate, 'Shall I show you the gate?'))) say('Then not')\n})",
  sound:
    "on('use', () => sound('bell'))\non('touch', { role: 'host' }, () => sound(['C4', 'E4', 'G4', null, 'C5'], { beat: 0.15, volume: 60 }))",
  soundFor: "on('use', ({ subject }) => {\n  if (subject !== null) soundFor(subject, 'coin')\n})",
  setFor:
    "on('use', ({ subject }) => {\n  if (subject !== null) setFor(subject, self, { sprite: 'key', name: 'Your key' })\n})",
  fetch:
    "on('use', async () => {\n  const answer = await fetch('https://api.example.org/weather?place=Bern')\n  if (answer.ok) text().show('weather', answer.data.now)\n  else say('No news of the weather: ' + answer.why)\n})",
  text: "text().show('score', 12)   // shown in the line: #score 0\nlog(text().lines.length)\nfor (const { name, points } of text().rows('Players')) log(name, Number(points))",
}
