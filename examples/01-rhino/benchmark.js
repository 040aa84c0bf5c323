// A mixed JavaScript load for Rhino's interpreter. Each step prints one line: its number, its name and a checksum of all
// it computed, so that one wrong value anywhere shows in every later line. No clock, no random source but the one below.

var ROUNDS = 150;
var seed = 20090421;
var checksum = 17;

function random(limit) {
  seed = (seed * 1103515245 % 4294967296 + 12345) % 2147483648;
  return Math.floor(seed / 65536) % limit;
}

function mix(value) {
  checksum = (checksum * 31 + (value | 0)) | 0;
}

function mixText(text) {
  for (var i = 0; i < text.length; i++) mix(text.charCodeAt(i));
}

function report(step, name) {
  print(step + ' ' + name + ' ' + (checksum >>> 0).toString(16));
}

// ---- an operating system's scheduler: objects with prototypes, queues, state machines ----

function Packet(link, destination, kind) {
  this.link = link;
  this.destination = destination;
  this.kind = kind;
  this.data = [0, 0, 0, 0];
}

function append(packet, queue) {
  packet.link = null;
  if (queue === null) return packet;
  var last = queue;
  while (last.link !== null) last = last.link;
  last.link = packet;
  return queue;
}

function Task(id, priority, work) {
  this.id = id;
  this.priority = priority;
  this.queue = null;
  this.held = false;
  this.work = work;
  this.runs = 0;
}

Task.prototype.take = function () {
  var packet = this.queue;
  if (packet !== null) this.queue = packet.link;
  return packet;
};

function Scheduler() {
  this.tasks = [];
  this.sent = 0;
}

Scheduler.prototype.add = function (task) {
  this.tasks.push(task);
  this.tasks.sort(function (a, b) { return b.priority - a.priority || a.id - b.id; });
};

Scheduler.prototype.send = function (packet) {
  for (var i = 0; i < this.tasks.length; i++) {
    if (this.tasks[i].id === packet.destination) {
      this.tasks[i].queue = append(packet, this.tasks[i].queue);
      this.tasks[i].held = false;
      this.sent++;
      return;
    }
  }
  throw new RangeError('no task ' + packet.destination);
};

Scheduler.prototype.run = function (turns) {
  for (var turn = 0; turn < turns; turn++) {
    for (var i = 0; i < this.tasks.length; i++) {
      var task = this.tasks[i];
      if (task.held) continue;
      task.runs++;
      task.work.call(task, this, task.take());
    }
  }
};

function scheduling() {
  var scheduler = new Scheduler();
  for (var id = 0; id < 6; id++) {
    scheduler.add(new Task(id, 10 * (id % 3), function (owner, packet) {
      if (packet === null) {
        this.held = true;
        return;
      }
      var slot = packet.kind & 3;
      packet.data[slot] = (packet.data[slot] * 7 + this.id + this.runs) & 0xffff;
      packet.kind = (packet.kind + packet.data[slot]) & 7;
      packet.destination = (packet.destination + 1 + packet.kind) % 7;
      mix(packet.data[slot]);
      try {
        owner.send(packet);
      } catch (e) {
        if (!(e instanceof RangeError)) throw e;
        mixText(e.message);
        packet.destination = this.id;
        owner.send(packet);
      }
    }));
  }
  for (var p = 0; p < 12; p++) scheduler.send(new Packet(null, p % 6, p & 3));
  scheduler.run(160);
  mix(scheduler.sent);
  scheduler.tasks.forEach(function (task) { mix(task.runs); });
}

// ---- one-way constraints, planned and re-planned: inheritance, dynamic dispatch ----

function Variable(name, value) {
  this.name = name;
  this.value = value;
  this.dependents = [];
}

function Constraint(output, inputs) {
  this.output = output;
  this.inputs = inputs;
  for (var i = 0; i < inputs.length; i++) inputs[i].dependents.push(this);
}

Constraint.prototype.execute = function () { throw new Error('abstract'); };

function Scale(output, input, factor, offset) {
  Constraint.call(this, output, [input, factor, offset]);
}
Scale.prototype = Object.create(Constraint.prototype);
Scale.prototype.execute = function () {
  this.output.value = (this.inputs[0].value * this.inputs[1].value + this.inputs[2].value) % 1000003;
};

function Equal(output, input) {
  Constraint.call(this, output, [input]);
}
Equal.prototype = Object.create(Constraint.prototype);
Equal.prototype.execute = function () { this.output.value = this.inputs[0].value; };

function propagate(variable) {
  var pending = [variable];
  var count = 0;
  while (pending.length > 0) {
    var current = pending.pop();
    for (var i = 0; i < current.dependents.length; i++) {
      current.dependents[i].execute();
      pending.push(current.dependents[i].output);
      count++;
    }
  }
  return count;
}

function constraints() {
  var factor = new Variable('factor', 3);
  var offset = new Variable('offset', 11);
  var first = new Variable('v0', 1);
  var previous = first;
  for (var i = 1; i <= 120; i++) {
    var next = new Variable('v' + i, 0);
    if (i % 3 === 0) new Equal(next, previous);
    else new Scale(next, previous, factor, offset);
    previous = next;
  }
  for (var round = 0; round < 14; round++) {
    first.value = random(1000);
    mix(propagate(first));
    mix(previous.value);
  }
  try {
    new Constraint(first, []).execute();
  } catch (e) {
    mixText(String(e));
  }
}

// ---- regular expressions over generated text ----

function text(words) {
  var syllables = ['ka', 'ro', 'min', 'tel', 'ux', 'sar', 'op', 'eny'];
  var out = [];
  for (var w = 0; w < words; w++) {
    var word = '';
    for (var s = 1 + random(3); s >= 0; s--) word += syllables[random(syllables.length)];
    out.push(w % 9 === 4 ? word + '@' + random(500) + '.net' : word);
  }
  return out.join(' ');
}

function expressions() {
  var input = text(420);
  var mails = input.match(/[a-z]+@\d+\.net/g) || [];
  mix(mails.length);
  mixText(mails.join(';'));
  mixText(input.replace(/\b([a-z])([a-z]*)\b/g, function (all, head, tail) {
    return tail.length % 2 ? head.toUpperCase() + tail : all;
  }).substring(0, 400));
  mix(input.split(/[aeiou]+/).length);
  var pair = /(\w)\1|(?:ro|ka)(?=min)/g;
  var found;
  while ((found = pair.exec(input)) !== null) mix(found.index + found[0].length);
}

// ---- strings, sorting, closures, exceptions ----

function strings() {
  var out = '';
  for (var i = 0; i < 900; i++) {
    out += String.fromCharCode(97 + random(26)) + (i % 37).toString(36);
    if (i % 64 === 63) out = out.split('').reverse().join('');
  }
  mixText(out);
  mix(out.indexOf('z'));
  mixText(escape(out.substring(10, 60).toUpperCase() + ' \u00e9%'));
}

function sorting() {
  var records = [];
  for (var i = 0; i < 1100; i++) records.push({ key: random(300), order: i, name: 'r' + random(50) });
  records.sort(function (a, b) {
    if (a.key !== b.key) return a.key - b.key;
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    return a.order - b.order;
  });
  for (var j = 0; j < records.length; j++) mix(records[j].key * 7 + records[j].order);
}

function closures() {
  function counter(step) {
    var value = 0;
    return { next: function () { value += step; return value; }, peek: function () { return value; } };
  }
  var counters = [];
  for (var i = 1; i <= 40; i++) counters.push(counter(i));
  for (var round = 0; round < 60; round++) counters[random(40)].next();
  var compose = counters.reduce(function (before, c) {
    return function (x) { return (before(x) * 3 + c.peek()) | 0; };
  }, function (x) { return x; });
  for (var x = 0; x < 40; x++) mix(compose(x));
}

function Failure(depth) {
  this.depth = depth;
}

function descend(depth, limit) {
  try {
    if (depth === limit) throw new Failure(depth);
    return descend(depth + 1, limit) + 1;
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    if (depth % 5 === 0) return e.depth;
    throw e;
  } finally {
    mix(depth);
  }
}

function exceptions() {
  for (var i = 0; i < 60; i++) mix(descend(0, 5 + random(60)));
}

// ---- numbers: sieve, matrices, an eight-queens count, a table of words ----

function numbers() {
  var sieve = [];
  for (var i = 2; i < 9000; i++) {
    if (sieve[i]) continue;
    mix(i);
    for (var j = i * i; j < 9000; j += i) sieve[j] = true;
  }
  var matrix = [[1, 1], [1, 0]];
  var power = [[1, 0], [0, 1]];
  for (var n = 0; n < 300; n++) {
    power = power.map(function (row) {
      return matrix[0].map(function (unused, column) {
        return (row[0] * matrix[0][column] + row[1] * matrix[1][column]) % 1000007;
      });
    });
    mix(power[0][1]);
  }
  mix(Math.floor(Math.sin(seed) * 1e9));
}

function queens(n) {
  var all = (1 << n) - 1;
  var solutions = 0;
  (function place(columns, left, right) {
    if (columns === all) {
      solutions++;
      return;
    }
    for (var free = all & ~(columns | left | right); free !== 0; ) {
      var bit = free & -free;
      free ^= bit;
      place(columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1);
    }
  })(0, 0, 0);
  mix(solutions);
}

function table() {
  var counts = {};
  text(700).split(' ').forEach(function (word) { counts[word] = (counts[word] || 0) + 1; });
  var words = Object.keys(counts).sort();
  for (var i = 0; i < words.length; i++) {
    mixText(words[i]);
    mix(counts[words[i]]);
    if (i % 4 === 0) delete counts[words[i]];
  }
  mixText(JSON.stringify(counts).substring(0, 500));
}

var steps = [
  ['scheduling', scheduling], ['constraints', constraints], ['expressions', expressions],
  ['strings', strings], ['sorting', sorting], ['closures', closures], ['exceptions', exceptions],
  ['numbers', numbers], ['queens', function () { queens(8); }], ['table', table]
];

for (var round = 1; round <= ROUNDS; round++) {
  for (var s = 0; s < steps.length; s++) {
    steps[s][1]();
    report(round + '.' + (s + 1), steps[s][0]);
  }
}
print('done ' + (checksum >>> 0).toString(16));
