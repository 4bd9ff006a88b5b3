import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Sign } from '#rule/stages/signs.js';

interface Pattern {
  readonly find: RegExp;
  readonly says: (found: string) => string;
}

/** In commands, scripts and instructions: what only root may do. */
const ROOT: readonly Pattern[] = [
  { find: /(?:^|[\s;&|"'[,])(?:su|gosu|su-exec|setpriv|runuser|sudo|chroot|start-stop-daemon)(?=[\s"',]|$)/m, says: (found) => `\`${found}\` changes the user itself` },
  { find: /(?:^|[\s;&|"'[,/])(?:supervisord|crond?|crontab|sshd|nginx|apache2(?:ctl)?|httpd|rsyslogd|s6-svscan|runsvdir|systemd|dockerd|haproxy|stunnel4?|openvpn|tailscaled)(?=[\s"',\]]|$)/m, says: (found) => `${found} is started as root` },
  { find: /(?:^|[\s;&|"'[,])(?:apt|apt-get|apk|dnf|yum)\s+(?:-\S+\s+)*(?:install|add|update|upgrade)\b/m, says: (found) => `\`${found}\` installs when it starts` },
  { find: /(?:^|[\s;&|"'[,])(?:pip3?|uv|poetry)\s+(?:\S+\s+){0,3}?(?:install|sync)\b/m, says: (found) => `\`${found}\` installs when it starts` },
  { find: /(?:^|[\s;&|"'[,])(?:chown|chmod|mount|umount|sysctl|iptables|ip6tables|setcap|ulimit|useradd|adduser|usermod|modprobe|tc|ip)\s+[-\w/]\S*/m, says: (found) => `\`${found}\` needs root when it starts` },
  { find: /(?:^|[\s;&|"'[,/])(?:update-ca-certificates|ldconfig|locale-gen|dpkg-reconfigure)(?=[\s"',\]]|$)/m, says: (found) => `\`${found}\` needs root when it starts` },
  { find: /(?:^|[\s"'=:])\/root(?=[/"'\s:]|$)/m, says: () => "names /root, which is root's own" },
  { find: /--(?:user|uid|gid|group)[= ](?!www-data)\S+|--(?:pid|pidfile|logto|log-file|access-logfile|error-logfile)[= ](?!-)\S+/m, says: (found) => `\`${found}\` speaks of users, or writes a file` },
];

/** Of the code: what writes files, or speaks to the system. The system's folder for temporary files is everybody's. */
const CODE: readonly Pattern[] = [
  { find: /\bopen\([^)\n]*,\s*(?:mode\s*=\s*)?["'][rbt]*[wax+][bt+]*["']/, says: (found) => `\`${found}\` writes a file` },
  { find: /\b(?:ZipFile|(?:tar|gzip|bz2|lzma)\w{0,20}\.open)\([^)\n]{0,300},\s*(?:mode\s*=\s*)?["'][wax]/, says: (found) => `\`${found}\` writes a file` },
  { find: /\bfileConfig\(|\blog_config\s*=/, says: (found) => `\`${found}…\` has the files of its logs named elsewhere` },
  { find: /\bopen\([^)\n]*\bcreate\s*=\s*True/, says: (found) => `\`${found}\` opens a store that it makes` },
  { find: /\.(?:write_text|write_bytes|mkdir|touch|unlink|rename|symlink_to|rmtree)\(|\bos\.(?:makedirs|mkdir|remove|rename|replace|unlink|link|symlink|chown|chmod|mkfifo)\(|\bshutil\.(?:copy\w*|move|rmtree|unpack_archive|chown)\(/, says: (found) => `\`${found}…\` changes files` },
  { find: /\b\w*FileHandler\b|\bfilename\s*=\s*["'][^"']+\.log\b|["']filename["']\s*:/, says: (found) => `\`${found}\` writes a log file` },
  { find: /\bsqlite3?\b[^\n]{0,40}|\bduckdb\.connect|\bPersistentClient\b|\blancedb\b|\bshelve\.open|\bdbm\.\w+|\bleveldb\b|\bTinyDB\(|\bdiskcache\b|\bjoblib\.Memory\b/i, says: (found) => `\`${found.trim()}\` is a database in a file` },
  { find: /\.(?:to_csv|to_parquet|to_excel|to_json|to_pickle|to_hdf|savefig|save_pretrained|save_model|imwrite|write_image|tofile|save)\(|\b(?:joblib|pickle|torch|np|numpy|json|yaml)\.(?:dump|save|savez)\(/, says: (found) => `\`${found}…\` writes a file` },
  { find: /\b(?:from_pretrained|snapshot_download|hf_hub_download|nltk\.download|spacy\.load|SentenceTransformer|load_dataset|torch\.hub|whisper\.load_model|EasyOCR|easyocr\.Reader|PaddleOCR|tldextract|matplotlib|numba|streamlit|gradio|chromadb|mlflow|playwright|selenium|webdriver|fontconfig|weasyprint)\b/, says: (found) => `${found} keeps a cache in a folder of its own` },
  { find: /\bos\.(?:setuid|setgid|setgroups|nice|geteuid|getuid)\(|\bAF_PACKET\b|\bSOCK_RAW\b|\bscapy\b|\bdocker\.(?:from_env|DockerClient)\b|\baiodocker\b|\bpsutil\b|["']\/(?:etc|var|proc|sys|dev|run|data|opt|mnt|srv|root|usr)\/[^"'\n]*["']/, says: (found) => `\`${found}\` speaks to the system or of its folders` },
  { find: /\bsubprocess\.\w+\(|\bos\.system\(|\bPopen\(|\bpty\.\w+\(|\bcreate_subprocess_\w+\(/, says: (found) => `\`${found}…\` runs another program` },
  { find: /\bport\s*=\s*["']?[1-9]\d{0,2}\b(?![\d.])|\bbind\s*=\s*[["'(\s]{0,9}[^"'\n]{0,200}:[1-9]\d{0,2}["']/i, says: (found) => `\`${found}\` may be a port that root alone listens at` },
  { find: /\bstatic_folder\b.*\bupload|\bUPLOAD_\w+|\bMEDIA_ROOT\b|\bcelerybeat\b|\bPROMETHEUS_MULTIPROC_DIR\b|\bprometheus_multiproc_dir\b/i, says: (found) => `\`${found}\` names a folder that is written` },
];

/** What a shell does before the service starts: files that it writes outside of the folder for temporary ones, as root alone may. */
const SHELL: readonly Pattern[] = [
  { find: /(?:^|[\s;&|(\d])>>?\s*(?![&=(]|["']?\/(?:dev|tmp)\/)["']?[$\w./~{][^\s;&|)]*/, says: (found) => `\`${found.trim()}\` writes a file` },
  { find: /(?:^|[\s;&|({])(?:sed\s(?:[^|;&\n]{0,200}\s)?(?:-[a-zA-Z]*i|--in-place)|(?:tee|touch|mkdir|cp|mv|rm|ln|rsync|unzip|patch|mktemp\s+-p)\s)[^\n;&|]{0,40}/, says: (found) => `\`${found.trim()}\` changes files` },
  { find: /\b(?:collectstatic|compilemessages|makemigrations|manage\.py|alembic\s+revision|tar\s+-?\w*x\w*|git\s+(?:clone|pull|fetch)|envsubst|celery\b[^\n]{0,200}\bbeat)\b[^\n;&|]{0,40}/, says: (found) => `\`${found.trim()}\` may write files where it starts` },
];

/** In values of the environment: paths of files that are written, and databases in files. */
const VALUES: readonly Pattern[] = [
  { find: /^sqlite|^file:|\.(?:db|sqlite3?|log|pid|sock)$/i, says: (found) => `${found} is a file that is written` },
  { find: /^\/(?!tmp\/|opt\/venv|app$|code$|srv$|usr\/|venv)[\w.-]+\/?/, says: (found) => `${found} is a folder of the container` },
];

export function rootSigns(text: string, at: Place): readonly Sign[] {
  return signs(text, at, ROOT);
}

/** Of a script for a shell, or of a command that one runs: what it writes before the service starts. */
export function shellSigns(text: string, at: Place): readonly Sign[] {
  return signs(text, at, SHELL);
}

const known = new WeakMap<Snapshot, Map<string, readonly Sign[]>>();

/** The first sign of a file. Each is read once: no rule changes code. */
export function codeSigns(snapshot: Snapshot, path: string): readonly Sign[] {
  const start = snapshot.start ?? snapshot;
  const byPath = known.get(start) ?? new Map<string, readonly Sign[]>();
  known.set(start, byPath);
  const before = byPath.get(path);
  if (before) return before;
  const text = start.text(path);
  const found = text === null ? [] : text.length > 500_000 ? [{ text: 'a file of code that is too long to be searched', at: { path, line: 1 } }] : signs(text, { path, line: 1 }, CODE).slice(0, 1);
  byPath.set(path, found);
  return found;
}

export function valueSigns(name: string, value: string, at: Place): readonly Sign[] {
  if (/^(?:PATH|PYTHONPATH|VIRTUAL_ENV|LANG|LC_ALL|TZ|PYTHON\w*|UV_\w+|PIP_\w+|GPG_KEY)$/.test(name)) return [];
  if (name === 'HOME') return [{ text: `HOME is set to ${value}`, at }];
  return signs(value, at, VALUES).map((sign) => ({ ...sign, text: `${name}: ${sign.text}` }));
}

/** The first line of each sort; comments say nothing. */
function signs(text: string, at: Place, patterns: readonly Pattern[]): readonly Sign[] {
  const hits = patterns.filter(({ find }) => find.test(text));
  if (hits.length === 0) return [];
  const lines = text.split('\n');
  return hits.flatMap(({ find, says }): readonly Sign[] => {
    const index = lines.findIndex((line) => !/^\s*#(?!!)/.test(line) && find.test(line.slice(0, 2_000)));
    const found = index < 0 ? undefined : find.exec(lines[index] ?? '')?.[0].trim().replace(/^["'[,;&|=:]\s*/, '');
    return found === undefined ? [] : [{ text: says(found.slice(0, 60)), at: { path: at.path, line: at.line + index } }];
  });
}
