import { programOf, textOf } from '#image/run/facts.js';
import type { Step } from '#image/run/run-walk.js';

/** Whether a command could run apt: surely not, nobody would expect it to, or well possible. */
export type Verdict = 'harmless' | 'perhaps' | 'may';

/** Programs that run no package manager of the system whatever their words are. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    '[ [[ test true false : echo printf cd pwd export set unset shift umask ulimit exit return wait sleep hash alias type which command declare local readonly read eval let ' +
    'cat cp mv rm rmdir mkdir mktemp ln ls touch chmod chown chgrp install find xargs sed awk gawk mawk grep egrep fgrep cut tr sort uniq head tail tee wc diff cmp patch basename dirname realpath readlink stat file du df date env printenv id whoami groups getent uname nproc arch hostname dd split truncate sync expr seq yes ' +
    'tar gzip gunzip bzip2 bunzip2 xz unxz unzip zip zcat zstd 7z cpio ar rpm2cpio cabextract ' +
    'curl wget aria2c git svn hg gpg gpgv gpgconf dirmngr openssl sha256sum sha1sum sha512sum md5sum base64 ssh-keygen ssh-keyscan update-ca-certificates ' +
    'useradd groupadd usermod groupmod adduser addgroup userdel groupdel passwd chpasswd visudo chsh gosu su-exec setcap getcap ' +
    'ldconfig locale-gen localedef update-locale update-alternatives update-rc.d update-initramfs fc-cache ldd strip setfacl dpkg dpkg-query dpkg-architecture dpkg-divert dpkg-statoverride dpkg-reconfigure debconf-set-selections apt-key apt-mark apt-config lsb_release service sysctl a2enmod a2dismod a2ensite a2dissite a2enconf ' +
    'pip pip2 pip3 uv uvx pipx poetry pdm pipenv pip-compile pip-sync virtualenv conda mamba micromamba conda-pack hatch flit rye easy_install jupyter jupyter-lab ipython pytest tox pre-commit django-admin gunicorn uvicorn celery flask alembic spacy nltk huggingface-cli hf ' +
    'npm npx yarn pnpm node corepack bun nvm gem bundle ruby composer php pecl pear go cargo rustup rustc java javac mvn gradle sbt dotnet perl cpan cpanm luarocks R Rscript ' +
    'gcc g++ cc c++ clang ld as ar ranlib cmake ctest ninja meson autoconf automake autoreconf aclocal libtoolize configure m4 swig cython pkg-config patchelf nvcc ccache ' +
    'redis-cli psql initdb pg_ctl mysql sqlite3 crontab supervisorctl nginx fc-list jq yq envsubst column gettext msgfmt mkfifo mknod ffmpeg convert ' +
    'deluser delgroup ifconfig ip systemctl sdkmanager avdmanager android tlmgr julia cypress gulp grunt bower ng webpack tsc ruff black mypy flake8 fix-permissions fix_permissions install2.r installGithub.r install.r rabbitmq-plugins dockerize tini dumb-init rustup deno dart pub flutter stack cabal ghc lein mix rebar3 erl perlbrew rbenv pyenv phpize docker-php-ext-install docker-php-ext-configure docker-php-ext-enable wp drush polymer ember create-react-app next vite prisma aws gcloud az kubectl helm terraform minio mc playwright invoke inv fab scrapy wkhtmltopdf xvfb-run Xvfb dbus-uuidgen gsettings glib-compile-schemas update-mime-database update-desktop-database gtk-update-icon-cache rsync scp tracker mongod mongo etcd consul vault nproc setarch script stty tput clear date time watch kill pkill killall ps top lsof mount umount ssh screen tmux'
  ).split(' '),
);

/** Programs that run apt, or install packages in some way of their own. */
const RUNNERS = /^(?:apt.*|add-apt-repository|gdebi.*|mk-build-deps|tasksel|unattended-upgrades?|ubuntu-drivers|nala|rosdep|install_packages|clean-install|dselect|wajig|deb-get|extrepo|ansible.*|chef.*|puppet|salt.*|devscripts|install-.*|.*-install(?:er)?|.*-auto|opam|setup.*|bootstrap.*|provision.*)$/;

const SHELLS = /^(?:ba|da|a|z|k|fi)?sh$/;
const NAMES_OF_INSTALLERS = /install|setup|bootstrap|provision|deps|depend|prepare|prereq|apt|system|package|env|init/i;

/** Whether a step that is no call of a package manager could run apt. Scripts that were followed are no question here. */
export function harmless(step: Step): Verdict {
  const [words = []] = step.rounds;
  if (words.length === 0) return 'harmless';
  const name = programOf(words);
  if (name === null) return unnamed(words[0]?.text ?? '');
  const values = words.map(({ value }) => value ?? '');
  const text = textOf(step);
  // playwright(1): `install-deps` and `install --with-deps` ask apt for libraries of browsers.
  if (/\bplaywright\b/.test(text)) return /--with-deps|install-deps/.test(text) ? 'may' : 'harmless';
  if (SHELLS.test(name)) return 'may';
  if (name === '.' || name === 'source') return sourced(values[1] ?? '');
  if (name === 'make' || name === 'gmake') return values.slice(1).some((word) => !word.includes('=') && NAMES_OF_INSTALLERS.test(word) && word !== 'install') ? 'may' : 'perhaps';
  if (/^(?:python|pypy)[\d.]*$/.test(name)) return python(values.slice(1));
  // A program at a place where only packages put theirs is what its name says.
  const own = /^\.{0,2}\//.test(values[0] ?? '') && !/^(?:\/usr(?:\/local)?)?\/s?bin\/|^\/opt\/|\/(?:venv|\.venv|env)\/bin\//.test(values[0] ?? '');
  if (HARMLESS.has(name) && !/^\.{1,2}\//.test(values[0] ?? '')) return 'harmless';
  if (own && /^(?:configure|config|autogen\.sh|gradlew|mvnw|manage\.py|setup\.py)$/.test(name)) return 'harmless';
  if (/\.(?:sh|bash|run|pl|rb)$/.test(name) || RUNNERS.test(name) || (own && NAMES_OF_INSTALLERS.test(name))) return 'may';
  return /\bapt(?:-get)?\b/.test(text) && !/^(?:echo|printf)$/.test(name) ? 'may' : 'perhaps';
}

/** `$PIP install x`, `${VENV}/bin/pip`: the end of the word may tell. */
function unnamed(text: string): Verdict {
  const end = /\/([\w.-]+)"?$/.exec(text)?.[1] ?? /^"?(pip|python)[\d.]*\$/.exec(text)?.[1];
  if (end === undefined) return 'may';
  if (HARMLESS.has(end) || /^(?:python|pip)[\d.]*$/.test(end)) return 'harmless';
  return 'may';
}

/** `. venv/bin/activate` sets variables; a file of another name may do anything. */
function sourced(path: string): Verdict {
  if (/(?:^|\/)(?:activate|os-release|lsb-release|\.?\w*profile|\.?\w*bashrc|\.env|env|envvars|nvm\.sh|conda\.sh|environment|environment-\w+|setup\.(?:ba)?sh|vars\.sh)$/.test(path)) return 'harmless';
  return NAMES_OF_INSTALLERS.test(path) ? 'may' : 'perhaps';
}

function python(words: readonly string[]): Verdict {
  const [first = ''] = words.filter((word) => !/^-[a-zA-Z]$/.test(word) || word === '-m' || word === '-c');
  if (first === '-c' || first === '-') return /\bapt\b|subprocess|os\.system/.test(words.join(' ')) ? 'may' : 'harmless';
  if (first === '-m') return 'harmless';
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (/^(?:setup|manage|get-pip|wsgi|app|main)\.py$/.test(name) || name === '') return 'harmless';
  return NAMES_OF_INSTALLERS.test(name) && !name.startsWith('get-pip') ? 'may' : 'perhaps';
}
