# Ruby's net/ftp.
require 'net/ftp'

env = ENV
REMOTE = env['REMOTE']
large = env['LARGE'] == 'yes' ? ['large'] : []

def check(right, what)
  abort "wrong: #{what}" unless right
end

def directory?(ftp, path)
  before = ftp.pwd
  ftp.chdir path
  ftp.chdir before
  true
rescue Net::FTPPermError
  false
end

def get_tree(ftp, directory, local)
  Dir.mkdir local
  ftp.nlst(directory).each do |path|
    name = File.basename(path)
    if directory?(ftp, "#{directory}/#{name}")
      get_tree(ftp, "#{directory}/#{name}", "#{local}/#{name}")
    else
      ftp.getbinaryfile("#{directory}/#{name}", "#{local}/#{name}")
    end
  end
end

def put_tree(ftp, directory, local)
  ftp.mkdir directory
  Dir.children(local).each do |name|
    if File.directory? "#{local}/#{name}"
      put_tree(ftp, "#{directory}/#{name}", "#{local}/#{name}")
    else
      ftp.putbinaryfile("#{local}/#{name}", "#{directory}/#{name}")
    end
  end
end

options = { port: env['PORT'].to_i, passive: env['PASSIVE'] == 'yes', open_timeout: 30, read_timeout: 30,
            username: env['FTP_USER'], password: env['FTP_PASSWORD'] }
if env['TLS'] != 'none'
  version = { '1.2' => OpenSSL::SSL::TLS1_2_VERSION, '1.3' => OpenSSL::SSL::TLS1_3_VERSION }[env['TLS_VERSION']]
  options[:ssl] = { verify_mode: OpenSSL::SSL::VERIFY_NONE, min_version: version, max_version: version }
end

Net::FTP.open(env['HOST'], options) do |ftp|
  ftp.chdir "#{REMOTE}/down"
  check ftp.pwd == "#{REMOTE}/down", 'pwd'
  File.write 'listing', ftp.list.map { |line| "#{line}\n" }.join
  check ftp.size('half') == File.size('up/half'), 'size'
  check ftp.mtime('half').year > 2000, 'mtime'
  (%w[empty small] + large).each { |name| ftp.getbinaryfile(name, "down/#{name}") }
  ftp.gettextfile('text', 'down/text')
  ftp.resume = true
  ftp.getbinaryfile('half', 'down/half')
  ftp.resume = false
  Dir.mkdir 'down/names'
  ftp.chdir 'names'
  ftp.nlst.each { |name| ftp.getbinaryfile(name, "down/names/#{name}") }
  ftp.chdir '..'
  get_tree(ftp, 'tree', 'down/tree')
  begin
    ftp.getbinaryfile('nothing', 'nothing')
    abort 'fetched nothing'
  rescue Net::FTPPermError => e
    check e.message.start_with?('550'), e
  end

  ftp.chdir "#{REMOTE}/up"
  (%w[empty small] + large).each { |name| ftp.putbinaryfile("up/#{name}", name) }
  ftp.puttextfile('up/text', 'text')
  ftp.resume = true
  ftp.putbinaryfile('up/half', 'half')
  ftp.resume = false
  ftp.mkdir 'names'
  Dir.children('up/names').each { |name| ftp.putbinaryfile("up/names/#{name}", "names/#{name}") }
  put_tree(ftp, 'tree', 'up/tree')
  ftp.chdir REMOTE
  ftp.rename('before', 'after')
  ftp.delete 'doomed'
  check ftp.mkdir('made') == "#{REMOTE}/made", 'mkdir'
  ftp.rmdir 'emptied'
end
